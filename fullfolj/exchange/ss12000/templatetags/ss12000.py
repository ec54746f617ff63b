"""What the pages of Skolornas system ask of their values."""

from django import template

from fullfolj.exchange.ss12000 import words

register = template.Library()
register.filter("told", words.told)

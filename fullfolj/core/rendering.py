"""How forms become pages: by our own templates, which all forms share."""

from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """Our form and field in place of Django's, also for the forms of packages."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"

"""The table of the cache that all processes share: the counts of the rate limits."""

from django.db import migrations

MAKE = """
create unlogged table core_cache (
    cache_key varchar(255) primary key,
    value text not null,
    expires timestamptz not null
);
create index core_cache_expires on core_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(MAKE, "drop table core_cache")]

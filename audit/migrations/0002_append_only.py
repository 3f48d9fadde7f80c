"""The database itself refuses to change or delete an audit row; only the chain may be filled in, once."""

from django.db import migrations

TABLE = "audit_auditevent"
KEPT = ["uid", "at", "actor_uid", "verb", "target_kind", "target_uid", "reason"]

SQLITE = [
    f"""CREATE TRIGGER audit_no_delete BEFORE DELETE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END""",
    f"""CREATE TRIGGER audit_no_change BEFORE UPDATE ON {TABLE}
        WHEN OLD.chain_hash <> '' OR {" OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in KEPT)}
        BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END""",
]
POSTGRES = [
    f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'UPDATE' AND OLD.chain_hash = '' AND
             {" AND ".join(f"OLD.{c} IS NOT DISTINCT FROM NEW.{c}" for c in KEPT)} THEN
            RETURN NEW;
          END IF;
          RAISE EXCEPTION 'audit rows are never changed or deleted';
        END $$""",
    f"CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
]


def forwards(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER audit_no_delete")
        schema_editor.execute("DROP TRIGGER audit_no_change")
    else:
        schema_editor.execute(f"DROP TRIGGER audit_append_only ON {TABLE}")
        schema_editor.execute("DROP FUNCTION audit_refuse")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]

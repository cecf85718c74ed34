"""Read models are filled again beside the ones that are read, and put in their place at once.

The side tables stand in a schema of their own, with the columns, constraints, indexes, policies and grants of those
they replace. The views' SQL names tables without a schema, so that a connection whose search path begins there fills
them.
"""

from collections.abc import Sequence

from shared.database import Connection

SCHEMA = "rebuilt"
SETTINGS = {"search_path": f"{SCHEMA}, public"}
"""For the connection that fills them."""

_RETIRED = "retired"

_DEFINITIONS = """
SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', $2::text, c.relname, n.conname, pg_get_constraintdef(n.oid))
    FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid
    WHERE n.conrelid = format('public.%I', $1::text)::regclass AND n.contype <> 'n'
UNION ALL
SELECT replace(pg_get_indexdef(i.indexrelid), format(' ON public.%I ', $1::text), format(' ON %I.%I ', $2::text, $1))
    FROM pg_index i
    WHERE i.indrelid = format('public.%I', $1::text)::regclass
      AND NOT EXISTS (SELECT FROM pg_constraint n WHERE n.conindid = i.indexrelid)
UNION ALL
SELECT format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s%s%s', p.policyname, $2::text, p.tablename, p.permissive,
              p.cmd, array_to_string(p.roles, ', '), ' USING (' || p.qual || ')',
              ' WITH CHECK (' || p.with_check || ')')
    FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = $1
UNION ALL
SELECT format('GRANT %s ON %I.%I TO %I', a.privilege_type, $2::text, c.relname, a.grantee::regrole::text)
    FROM pg_class c, aclexplode(c.relacl) a
    WHERE c.oid = format('public.%I', $1::text)::regclass AND a.grantee <> c.relowner
"""
_SECURITY = """
SELECT format('ALTER TABLE %I.%I %s ROW LEVEL SECURITY', $2::text, c.relname, t.word)
    FROM pg_class c, LATERAL (VALUES ('ENABLE', c.relrowsecurity), ('FORCE', c.relforcerowsecurity)) AS t (word, yes)
    WHERE c.oid = format('public.%I', $1::text)::regclass AND t.yes
"""


async def lay(owner: Connection, tables: Sequence[str]) -> None:
    """Makes them empty, in place of what an interrupted rebuild may have left; `owner` owns the tables."""
    async with owner.transaction():
        await owner.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        await owner.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in tables:
            await owner.execute(
                f'CREATE TABLE {SCHEMA}."{table}" (LIKE public."{table}"'
                " INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION INCLUDING COMMENTS)"
            )
            for row in await owner.fetch(_DEFINITIONS, table, SCHEMA):
                await owner.execute(row[0])


async def hold_still(owner: Connection, tables: Sequence[str]) -> None:
    """In a running transaction: nobody reads or writes these tables until its end."""
    names = ", ".join(f'public."{table}"' for table in tables)
    await owner.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")


async def swap(owner: Connection, tables: Sequence[str]) -> None:
    """In a running transaction: the side tables take the place of the others, which are dropped."""
    await owner.execute(f"DROP SCHEMA IF EXISTS {_RETIRED} CASCADE")
    await owner.execute(f"CREATE SCHEMA {_RETIRED}")
    for table in tables:
        for row in await owner.fetch(_SECURITY, table, SCHEMA):
            await owner.execute(row[0])
        await owner.execute(f'ALTER TABLE public."{table}" SET SCHEMA {_RETIRED}')
        await owner.execute(f'ALTER TABLE {SCHEMA}."{table}" SET SCHEMA public')
    await owner.execute(f"DROP SCHEMA {_RETIRED} CASCADE")
    await owner.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


async def drop(owner: Connection) -> None:
    """Of a rebuild that does not end."""
    await owner.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")

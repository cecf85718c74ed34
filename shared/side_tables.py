"""Read models are filled again beside the ones that are read, and put in their place at once.

The side tables stand in a schema of their own, with the columns, constraints, indexes, policies and grants of those
they replace. The views' SQL names tables without a schema, so that a connection whose search path begins there fills
them.
"""

from collections.abc import Collection, Sequence

from shared.database import Connection

SCHEMA = "rebuilt"
SETTINGS = {"search_path": f"{SCHEMA}, public", "synchronous_commit": "off"}
"""For the connection that fills them. What a crash takes with it would have been dropped anyway; a swap that it takes
leaves the old tables as they were."""

_RETIRED = "retired"

_CONSTRAINTS = """
SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', $2::text, c.relname, n.conname, pg_get_constraintdef(n.oid))
    FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid
    WHERE n.conrelid = format('public.%I', $1::text)::regclass AND n.contype <> 'n'
"""
_INDEXES = """
SELECT replace(pg_get_indexdef(i.indexrelid), format(' ON public.%I ', $1::text), format(' ON %I.%I ', $2::text, $1))
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = format('public.%I', $1::text)::regclass AND (c.relname = ANY ($3::text[])) = $4
      AND NOT EXISTS (SELECT FROM pg_constraint n WHERE n.conindid = i.indexrelid)
"""
_ACCESS = """
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


async def lay(owner: Connection, tables: Sequence[str], *, filled_by: Collection[str] = ()) -> None:
    """Makes them empty, in place of what an interrupted rebuild may have left; `owner` owns the tables.

    Of their indexes only those exist that stand for a constraint or are `filled_by` name: `finish` makes the others.
    """
    async with owner.transaction():
        await owner.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        await owner.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in tables:
            await owner.execute(
                f'CREATE TABLE {SCHEMA}."{table}" (LIKE public."{table}"'
                " INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION INCLUDING COMMENTS)"
            )
            for definition in (
                *await owner.fetch(_CONSTRAINTS, table, SCHEMA),
                *await owner.fetch(_INDEXES, table, SCHEMA, list(filled_by), True),
                *await owner.fetch(_ACCESS, table, SCHEMA),
            ):
                await owner.execute(definition[0])


async def finish(owner: Connection, tables: Sequence[str], *, filled_by: Collection[str] = ()) -> None:
    """Makes the indexes that `lay` left out, at once instead of row by row, and tells the planner what there is."""
    for table in tables:
        for definition in await owner.fetch(_INDEXES, table, SCHEMA, list(filled_by), False):
            await owner.execute(definition[0])
        await owner.execute(f'ANALYZE {SCHEMA}."{table}"')


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

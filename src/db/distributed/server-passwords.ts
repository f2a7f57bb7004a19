/** Servers of a distributed database sign in to each other as whoever works: Citus is told the passwords. */
import type pg from "pg";
import type { Key } from "../keys.ts";
import { rolePassword, roles } from "../roles.ts";
import { onNode } from "./build-homes.ts";

interface PasswordTarget {
  readonly ownerUrl: string;
  readonly key: Key;
}

const TELL = `
  insert into pg_dist_authinfo (nodeid, rolename, authinfo) values (0, $1, $2)
  on conflict (rolename, nodeid) do update set authinfo = excluded.authinfo`;

/** Of the hub's roles and of the user in `ownerUrl`, on every server; where servers trust each other they go unused. */
export async function sharePasswords(owner: pg.Client, { ownerUrl, key }: PasswordTarget): Promise<void> {
  const { username, password } = new URL(ownerUrl);
  const existing = Object.values(roles).map((role) => [role as string, rolePassword(key, role)] as const);
  if (password !== "") existing.push([decodeURIComponent(username), decodeURIComponent(password)]);
  const { rows: nodes } = await owner.query<{ node: string }>(
    "select nodename || ':' || nodeport as node from pg_dist_node where noderole = 'primary'",
  );
  for (const { node } of nodes)
    await onNode(ownerUrl, node, async (client) => {
      for (const [role, text] of existing) await client.query(TELL, [role, `password=${quoted(text)}`]);
    });
}

/** As a connection string takes it. */
const quoted = (text: string): string => `'${text.replace(/[\\']/gu, "\\$&")}'`;

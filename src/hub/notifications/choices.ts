import type { Tx } from "../../db/database.ts";
import type { Role } from "../accounts/permissions.ts";
import { jsonRows } from "../json-column.ts";
import { type Choice, defaultChoice, type Topic, topics } from "./topics.ts";

interface Who {
  readonly userId: string;
  readonly role: Role;
}

/** What a member has chosen for every topic, defaults included. */
export async function choicesOf(tx: Tx, who: Who): Promise<Choice[]> {
  return (await choicesOfAll(tx, [who])).get(who.userId) ?? [];
}

/** The same for many members, by user. */
export async function choicesOfAll(tx: Tx, members: readonly Who[]): Promise<ReadonlyMap<string, Choice[]>> {
  const rows = await tx.rows<Choice & { userId: string }>(
    `select user_id as "userId", topic, app, email from notification_choice
     where organization_id = argosy.tenant() and user_id = any($1)`,
    [members.map((member) => member.userId)],
  );
  const chosen = new Map(rows.map(({ userId, ...choice }) => [`${userId} ${choice.topic}`, choice]));
  const of = (member: Who, topic: Topic) =>
    chosen.get(`${member.userId} ${topic}`) ?? defaultChoice(topic, member.role);
  return new Map(members.map((member) => [member.userId, topics.map((topic) => of(member, topic))]));
}

/** Keeps what a member chose; topics that are not named stay as they were. */
export async function choose(tx: Tx, userId: string, choices: readonly Choice[]): Promise<void> {
  await tx.run(
    `insert into notification_choice (organization_id, user_id, topic, app, email)
     select argosy.tenant(), $1, topic, app, email from json_to_recordset($2) as n(topic text, app boolean, email text)
     on conflict (organization_id, user_id, topic) do update set app = excluded.app, email = excluded.email`,
    [userId, jsonRows([...new Map(choices.map((choice) => [choice.topic, choice])).values()])],
  );
}

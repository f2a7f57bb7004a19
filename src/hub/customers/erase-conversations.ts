/** How conversations of a person are emptied: those about their orders, and those of their accounts on channels. */
import { ACCOUNT } from "../conversations/account.ts";
import { jsonRows } from "../json-column.ts";
import type { ErasedPerson } from "./erased-person.ts";
import { allTerms, type Eraser } from "./eraser.ts";
import { eraseTerms, type FreeText } from "./free-text.ts";
import { wordColumns } from "./personal-columns.ts";

/** SQL: `c` is about one of the orders $1, or with one of the accounts $2. */
const THEIRS = `(c.order_id = any($1::uuid[]) or exists (
    select from jsonb_to_recordset($2) as k("connectionId" uuid, key text)
    join argosy.connection s on s.organization_id = argosy.tenant() and s.id = k."connectionId"
    where (k.key is null or lower(c.buyer) = lower(k.key)) and c.account = ${ACCOUNT}))`;

const theirs = ({ orders, accounts }: ErasedPerson) => [orders, jsonRows(accounts)] as const;

/**
 * What a buyer wrote goes as a whole, and is not stored again when the channel shows it once more. Of other
 * conversations, the terms that mean this person for certain.
 */
export const conversations: Eraser = {
  what: "conversation",
  columns: { conversation: wordColumns("conversation") },
  async erase(tx, person) {
    const emptied = await tx.run(
      `update argosy.conversation c
       set messages = '[]', subject = '', buyer = null, reason = null, erased_at = coalesce(erased_at, $3)
       where c.organization_id = argosy.tenant() and c.erased_at is null and ${THEIRS}`,
      [...theirs(person), person.now],
    );
    const text: FreeText = { table: "conversation", keys: ["id"] };
    return emptied + (await eraseTerms(tx, text, { where: "true", params: [] }, person.traces.certain));
  },
};

/** A number is in many a text that is not about the account. */
const isWord = (key: string) => key.length >= 3 && !/^\d+$/.test(key);

/** Replies name the buyer they are for. They are found by their conversations, so these are emptied after them. */
export const conversationReplies: Eraser = {
  what: "conversation_reply",
  columns: { conversation_reply: wordColumns("conversation_reply") },
  async erase(tx, person) {
    const text: FreeText = { table: "conversation_reply", keys: ["id"] };
    const own = {
      where: `order_id = any($1::uuid[]) or conversation_id in (select c.id from argosy.conversation c
        where c.organization_id = argosy.tenant() and ${THEIRS})`,
      params: theirs(person),
    };
    const names = person.accounts.flatMap(({ key }) => (key !== null && isWord(key) ? [key] : []));
    const erased = await eraseTerms(tx, text, own, [...allTerms(person), ...names]);
    return erased + (await eraseTerms(tx, text, { where: "true", params: [] }, person.traces.certain));
  },
};

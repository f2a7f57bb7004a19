/** Mails the operators of the hub. */
import { type Database, txOf } from "../../db/database.ts";
import type { SendMail } from "../../hub/accounts/mail.ts";

interface Mailing {
  readonly db: Database;
  /** Absent: the hub has no mail server, and its log tells. */
  readonly sendMail?: SendMail | undefined;
}

export async function mailOperators(
  { db, sendMail }: Mailing,
  mail: { readonly subject: string; readonly text: string },
): Promise<void> {
  if (!sendMail) return;
  const operators = await txOf(db.auth).rows<{ email: string }>(
    'select "email" from auth."user" where is_operator and deactivated_at is null order by 1',
  );
  for (const { email } of operators) await sendMail({ to: email, ...mail });
}

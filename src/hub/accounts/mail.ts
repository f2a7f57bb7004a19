import { createHash } from "node:crypto";
import { createTransport } from "nodemailer";
import type { OrganizationId } from "../../commerce/ids.ts";
import { HubError } from "../errors.ts";
import type { Limit, SharedAllowance } from "./allowance.ts";

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments?: readonly {
    readonly filename: string;
    readonly content: Buffer;
    readonly contentType: string;
  }[];
}

/** Sends a mail; absent when the installation has no mail server. */
export type SendMail = (mail: Mail) => Promise<void>;

/** A mailer over SMTP_URL, or undefined when it is not set. */
export function createMailer(config: { smtpUrl?: string | undefined; mailFrom: string }): SendMail | undefined {
  if (!config.smtpUrl) return undefined;
  // A mail server that does not answer must not hold a request for minutes.
  const transport = createTransport({ url: config.smtpUrl, connectionTimeout: 10_000, socketTimeout: 20_000 });
  return async (mail) => {
    const { attachments = [], ...text } = mail;
    await transport.sendMail({ from: config.mailFrom, ...text, attachments: [...attachments] });
  };
}

/** Of one organization to one address: receipts, what becomes of parcels, invitations together. */
const TO_ONE: Limit = { most: 20, perMs: 24 * 60 * 60_000 };
/** Of one organization to all: a store with 100,000 orders a day mails less. */
const TO_ALL: Limit = { most: 5_000, perMs: 60 * 60_000 };

/**
 * The mailer for what an organization sends to addresses it chose: the hub's own name stands on each of them. Throws
 * HubError MAIL_LIMIT. All processes count together.
 */
export function tenantMailer(
  sendMail: SendMail | undefined,
  allowance: SharedAllowance,
  organization: OrganizationId,
): SendMail | undefined {
  if (!sendMail) return undefined;
  return async (mail) => {
    const recipient = createHash("sha256").update(mail.to.trim().toLowerCase()).digest("base64url");
    const waitS =
      (await allowance.take(`mails of ${organization} to ${recipient}`, TO_ONE)) ??
      (await allowance.take(`mails of ${organization}`, TO_ALL));
    if (waitS !== undefined)
      throw new HubError(
        "MAIL_LIMIT",
        "busy",
        "This address, or everybody together, got as many e-mails from this organization as one day allows. Try again later.",
        "email",
      );
    await sendMail(mail);
  };
}

/** The mailer of a process: the one it was given, else the one of its settings. */
export const mailerOf = ({
  sendMail,
  config,
}: {
  readonly sendMail?: SendMail | undefined;
  readonly config: { readonly smtpUrl?: string | undefined; readonly mailFrom: string };
}): SendMail | undefined => sendMail ?? createMailer(config);

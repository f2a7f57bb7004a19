import { createTransport } from "nodemailer";

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
    const { attachments = [], ...said } = mail;
    await transport.sendMail({ from: config.mailFrom, ...said, attachments: [...attachments] });
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

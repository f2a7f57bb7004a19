import { HubError } from "../errors.ts";

/** Controls, line breaks and marks that turn the direction of what follows. Joiners stay: scripts and emoji need them. */
const UNSEEN = /[\p{Cc}\u200b\u2028-\u202e\u2060-\u2069\ufeff]/u;
/** What a mail program makes a link of: a scheme, www, an e-mail address, a host name (in one case, unlike "Dr.Amr"). */
const ADDRESS =
  /\w:\/\/|\bmailto:|\b[wW]{3}\.|[^\s@]@[^\s@]+\.\p{L}|[\p{L}\p{N}][\p{L}\p{N}-]*[\p{L}\p{N}]\.(?:\p{Ll}{2,24}|\p{Lu}{2,24}|[\p{Lo}]{2,24})(?![\p{L}\p{N}])/u;

export const NAME_REFUSED =
  "Write the name in at most 200 characters, without web addresses, e-mail addresses and line breaks: it stands in mails to people who do not know you.";

const MAX_NAME = 200;

/** What looks like a dot or slash beside those NFKC makes one: the one dot leader, and full stops of other scripts. */
const DOTS = /[\u2024\u3002\uff61\u06d4\u0701\u0702\ua4f8]/gu;
const SLASHES = /[\u2044\u2215\u29f8]/gu;
/** Letters one by one, as "e v i l . e x a m p l e": read together by whoever reads. */
const SPACED = /(?<![\p{L}\p{N}])[\p{L}\p{N}](?: [\p{L}\p{N}.])+(?![\p{L}\p{N}])/gu;

/** The name as a reader, or a mail program that is kind to him, takes it. */
const asRead = (name: string): string =>
  name
    .replace(DOTS, ".")
    .normalize("NFKC")
    .replace(DOTS, ".")
    .replace(SLASHES, "/")
    .replace(SPACED, (letters) => letters.replaceAll(" ", ""));

/** Whether a name may stand in a mail to a stranger as it is. */
export const isPlainName = (name: string): boolean =>
  name.length <= MAX_NAME && !UNSEEN.test(name) && ![name, asRead(name)].some((each) => ADDRESS.test(each));

/** Throws HubError validation where a name holds what could be taken for somebody else's words or for a link. */
export function checkName(name: string): void {
  if (!isPlainName(name)) throw new HubError("NAME_REFUSED", "validation", NAME_REFUSED, "name");
}

/** A name of before names were checked as it may stand in a mail: no line of its own, and nothing that becomes a link. */
export function nameInMail(name: string): string {
  return name
    .replace(/[\p{Cc}\p{Cf}]/gu, " ")
    .replace(/[.:@/\\]+(?=\S)/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

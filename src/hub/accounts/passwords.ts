/** Passwords that everybody tries first are refused where one is chosen (ASVS 6.2.4, 6.2.11). */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

let common: ReadonlySet<string> | undefined;

/** 16,462 in lower case, 10,000 of them of eight characters and more: the foremost of the list of zxcvbn-ts 4.1.3 (MIT). */
function commonPasswords(): ReadonlySet<string> {
  common ??= new Set(
    gunzipSync(readFileSync(new URL("./common-passwords.txt.gz", import.meta.url)))
      .toString("utf8")
      .trim()
      .split("\n"),
  );
  return common;
}

/** Whether a password is a common one, also with up to six digits or signs behind it, or the person's own address. */
export function isCommonPassword(password: string, about: { readonly email?: string | undefined } = {}): boolean {
  const whole = password.toLowerCase();
  const word = whole.replace(/[^\p{L}]{1,6}$/u, "");
  const email = about.email?.toLowerCase();
  const own = email === undefined ? [] : [email, email.split("@")[0] ?? ""];
  return [whole, word].some(
    (form) => form.length > 0 && (commonPasswords().has(form) || form === "argosy" || own.includes(form)),
  );
}

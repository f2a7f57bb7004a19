import { createHash } from "node:crypto";

/** A code the shop takes; names in other scripts become a short digest. */
export function codeFrom(name: string): string {
  const code = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^-+|(?<!-)-+$/g, "")
    .slice(0, 100);
  return code === "" ? `c-${createHash("sha256").update(name).digest("hex").slice(0, 12)}` : code;
}

export function slugFrom(text: string): string {
  return codeFrom(text).toLowerCase();
}

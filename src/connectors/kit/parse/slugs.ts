import { createHash } from "node:crypto";

/** What stands in the address of a product's page; a name in another script becomes a short digest. */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|(?<!-)-+$/g, "")
    .slice(0, 100);
  return slug === "" ? `p-${createHash("sha256").update(name).digest("hex").slice(0, 12)}` : slug;
}

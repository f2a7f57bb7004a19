/** Names in the plain letters and digits that codes and addresses of the shop consist of. */

/** "Größe (EU)" as "gro_e_eu"; empty for a name without a plain letter or digit, such as "الحجم". */
export function plainOf(name: string, joint: "_" | "-"): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, joint)
    .replace(/^[_-]+|(?<![_-])[_-]+$/g, "");
}

/** A number made from a name, the same for the same name. */
export function sumOf(name: string): number {
  return [...name].reduce((total, sign) => (total * 31 + (sign.codePointAt(0) ?? 0)) % 1_000_003, 7);
}

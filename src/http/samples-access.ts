/** A key of a member and somebody invited, for `world`. Answers ids by the first words of their paths. */
export async function accessSamples(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  { member, marker }: { readonly member: string; readonly marker: string },
): Promise<Readonly<Record<"api-keys" | "invitations", string>>> {
  const key = await put("auth.api_key", {
    name: marker,
    start: marker,
    key_hash: Buffer.from(marker),
    member_id: member,
    role: "viewer",
  });
  const invitation = await put("auth.invitation", {
    email: `${marker}@example.test`,
    role: "viewer",
    token_hash: Buffer.from(marker),
    invited_by: marker,
    expires_at: new Date("2030-01-01"),
  });
  return { "api-keys": key, invitations: invitation };
}

/** Files between the hub and a platform without an API, for `world`. Answers the report's id. */
export async function channelFileSamples(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  of: { readonly connection: string; readonly listing: string; readonly file: string; readonly marker: string },
): Promise<string> {
  const { connection, listing, file, marker } = of;
  const channelFile = await put("channel_file", {
    connection_id: connection,
    kind: "orders",
    name: marker,
    file_id: file,
    sha256: Buffer.from(marker),
    requested_by: marker,
  });
  await put(
    "channel_file_issue",
    { channel_file_id: channelFile, number: 0, sheet: "", row: 2, severity: "error", code: marker, message: marker },
    "number",
  );
  const reported = {
    connection_id: connection,
    part_key: marker,
    raw: JSON.stringify({ text: marker }),
    seen_at: new Date(),
  };
  await put("channel_file_waiting", reported, "part_key");
  const stockFile = await put("stock_file", {
    connection_id: connection,
    name: marker,
    taken_by: marker,
    taken_at: new Date(),
  });
  await put(
    "stock_file_line",
    { stock_file_id: stockFile, listing_id: listing, location: "", quantity: 7, want_seq: 1 },
    "listing_id",
  );
  return channelFile;
}

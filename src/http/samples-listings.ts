/** A category of a channel with what it asks for, and a draft in it, for `world`. Answers the draft's id. */
export async function listingDraftSample(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  { connection, product, marker }: { readonly connection: string; readonly product: string; readonly marker: string },
): Promise<string> {
  const now = new Date("2026-11-20T07:00:00Z");
  const category = "20697";
  const ofChannel = { connection_id: connection };
  const field = (key: string, more: object) => ({ key, name: key, kind: "text", need: "optional", ...more });
  const fields = [
    field("condition", { scope: "product", need: "required" }),
    field("Material", { scope: "either", help: marker }),
  ];
  await put("listing_tree", { ...ofChannel, version: marker, read_at: now }, "connection_id");
  await put("listing_category", { ...ofChannel, ext_key: category, name: marker, is_leaf: true }, "ext_key");
  await put(
    "listing_schema",
    {
      ...ofChannel,
      category_key: category,
      schema: JSON.stringify({ version: marker, fields, mostVariants: 10 }),
      rules: JSON.stringify([{ field: "condition", from: "fixed", fixed: [marker] }]),
      read_at: now,
    },
    "category_key",
  );
  return put("listing_draft", {
    ...ofChannel,
    product_id: product,
    category_key: category,
    own: JSON.stringify({ product: { Material: [marker] }, variants: {} }),
    checked_at: now,
    created_at: now,
    updated_at: now,
  });
}

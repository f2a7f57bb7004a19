/** The stock row has one writer: its states and events stand in one place (src/hub/sync-state/stock.ts). */
const WRITER = /^src\/hub\/sync-state\//;
/** Tests set up what they need; a backup is put back below the hub, and marks every row for a look. */
const MAY_WRITE = /\.test\.ts$|(^|\/)(testing|samples)[-.\w]*\.ts$|^src\/db\/backup\/restore\.ts$/;
const WRITE = /\b(?:update|insert\s+into|delete\s+from)\s+(?:argosy\.)?(?:listing_stock\b|\$\{)/gi;
/** Whose table is a gap and never the stock row. */
const OTHER_TABLES =
  /^src\/hub\/(catalog\/category-tree|customers\/free-text|analytics\/count|profit\/(?:compute|days)|stores\/reconnect)\.ts$|^src\/db\//;

/** Statements that write the stock row, or a table that is a gap, outside its own place. */
export function foreignWrites(file: string, text: string): string[] {
  if (!file.startsWith("src/") || WRITER.test(file) || MAY_WRITE.test(file)) return [];
  return [...text.matchAll(WRITE)]
    .filter(([statement]) => !statement.endsWith("${") || !OTHER_TABLES.test(file))
    .map(({ index }) => {
      const line = text.slice(0, index).split("\n").length;
      return `${file}:${line} writes the stock row: its events stand in src/hub/sync-state`;
    });
}

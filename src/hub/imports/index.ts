export { ENCODINGS } from "./detect.ts";
export { FIELDS } from "./fields.ts";
export {
  createImport,
  deleteImport,
  getImport,
  type Import,
  importRows,
  listImports,
  noteImportRun,
  rereadImport,
  updateImport,
} from "./imports.ts";
export { groupIssues, issueTable, listIssues } from "./issues.ts";
export { requireEncoding, requireSku } from "./mapping.ts";
export type { ImportReader } from "./reader.ts";
export { templateTable } from "./template.ts";
export { workImport } from "./work.ts";

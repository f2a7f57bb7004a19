export { ENCODINGS, type ShapeWish } from "./detect.ts";
export { FIELDS, SIZE_UNITS, WEIGHT_UNITS } from "./fields.ts";
export {
  createImport,
  deleteImport,
  getImport,
  type Import,
  type ImportSummary,
  importRows,
  listImports,
  noteImportRun,
  updateImport,
} from "./imports.ts";
export { issueTable, listIssues, type RowIssue } from "./issues.ts";
export { requireSku } from "./mapping.ts";
export { MODES } from "./options.ts";
export { type ImportReader, readHere } from "./reader.ts";
export { type ImportWork, workImport } from "./work.ts";

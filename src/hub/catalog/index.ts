export { type BulkItem, bulkEditPage, bulkEditSize } from "./bulk-edit.ts";
export { recordBulkEdit } from "./bulk-edit-audit.ts";
export { type BulkEdit, bulkEdit, checkBulkEdit, storedBulkEdit } from "./bulk-edit-input.ts";
export { type Category, createCategory, deleteCategory, listCategories, updateCategory } from "./categories.ts";
export { deleteCategoryTree, mergeCategories, orderCategories } from "./category-tree.ts";
export { createProduct, createProducts } from "./create.ts";
export {
  addVariant,
  deleteProducts,
  deleteVariant,
  updateVariant,
  updateVariants,
} from "./edit-variants.ts";
export { productTable } from "./export.ts";
export type { ItemOutcome } from "./input.ts";
export { listProducts, listVariants } from "./list.ts";
export { applyPriceEditPage, type EditedPrice, priceEditPage, undoPriceEditPage } from "./price-edit.ts";
export { type PriceEditInput, priceEditInput } from "./price-edit-input.ts";
export {
  createPriceEdit,
  endPriceEdit,
  getPriceEdit,
  listPriceEditItems,
  listPriceEdits,
  lockWaitingPriceEdit,
  movePriceEdit,
  type PriceEdit,
  setPriceEditRun,
} from "./price-edits.ts";
export { getProduct, getVariant } from "./read.ts";
export { updateProduct, updateProducts } from "./update.ts";

export { type BulkItem, type BulkPage, bulkEditPage, bulkEditSize } from "./bulk-edit.ts";
export { type BulkEdit, bulkEdit, checkBulkEdit, storedBulkEdit } from "./bulk-edit-input.ts";
export { type Category, createCategory, deleteCategory, listCategories, updateCategory } from "./categories.ts";
export { CATEGORY_USERS, deleteCategoryTree, mergeCategories, orderCategories } from "./category-tree.ts";
export { type CreatedProduct, type CreateOutcome, createProduct, createProducts } from "./create.ts";
export {
  type AddedVariant,
  addVariant,
  addVariants,
  deleteProducts,
  deleteVariant,
  updateVariant,
  updateVariants,
  type VariantChange,
} from "./edit-variants.ts";
export { productTable } from "./export.ts";
export type {
  FieldError,
  ImageInput,
  ItemOutcome,
  NewProduct,
  ProductFields,
  ProductPatch,
  VariantFields,
  VariantPatch,
} from "./input.ts";
export { listProducts, listVariants, type ProductFilter, type VariantFilter } from "./list.ts";
export { getProduct, getVariant, type Product, type ProductImage, type ProductSummary, type Variant } from "./read.ts";
export { type ProductChange, updateProduct, updateProducts } from "./update.ts";

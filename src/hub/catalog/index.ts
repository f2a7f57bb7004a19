export { type Category, createCategory, deleteCategory, listCategories, updateCategory } from "./categories.ts";
export { type CreatedProduct, type CreateOutcome, createProduct, createProducts } from "./create.ts";
export {
  addVariant,
  deleteProducts,
  deleteVariant,
  updateVariant,
  updateVariants,
  type VariantChange,
} from "./edit-variants.ts";
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
export {
  getProduct,
  getVariant,
  listProducts,
  listVariants,
  type Product,
  type ProductFilter,
  type ProductImage,
  type ProductSummary,
  type Variant,
  type VariantFilter,
} from "./read.ts";
export { type ProductChange, updateProduct, updateProducts } from "./update.ts";

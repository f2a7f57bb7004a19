/** What every living shop sells: the journey knows these by their SKU. */

export interface TestProduct {
  readonly sku: string;
  readonly title: string;
  /** In cents, tax included. */
  readonly price: number;
  readonly stock: number;
  /** Each a variant, a euro dearer than the one before. */
  readonly sizes?: readonly string[];
}

export const TEST_PRODUCTS: readonly TestProduct[] = [
  { sku: "MUG", title: "Enamel mug", price: 1490, stock: 40 },
  { sku: "BOWL", title: "Oak bowl", price: 2350, stock: 12 },
  { sku: "TEA", title: "Green tea", price: 889, stock: 150 },
  { sku: "LAMP", title: "Desk lamp", price: 5999, stock: 6 },
  { sku: "PEN", title: "Drawing pen", price: 299, stock: 600 },
  { sku: "VASE", title: "Glass vase", price: 4500, stock: 60 },
  { sku: "SHIRT", title: "Linen shirt", price: 4990, stock: 25, sizes: ["S", "M", "L"] },
  { sku: "SOCK", title: "Wool socks", price: 1290, stock: 30, sizes: ["36-40", "41-45"] },
  ...Array.from({ length: 40 }, (_, index) => ({
    sku: `ITEM-${index + 1}`,
    title: `Item ${index + 1}`,
    price: 500 + index * 37,
    stock: 20 + index,
  })),
];

/** In the same order for every shop. */
export const SKUS: readonly string[] = TEST_PRODUCTS.flatMap(
  ({ sku, sizes }) => sizes?.map((size) => `${sku}-${size}`) ?? sku,
);

/** For orders of a hundred lines, in shops that take them. */
export const MORE_PRODUCTS: readonly TestProduct[] = Array.from({ length: 50 }, (_, index) => ({
  sku: `MORE-${index + 1}`,
  title: `More ${index + 1}`,
  price: 150 + index * 11,
  stock: 9,
}));

/** A small tree of categories and what each asks for, in the form the official description of the Taxonomy API gives. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { failure, ok } from "./replies.ts";

interface SandboxAspect {
  readonly name: string;
  readonly isRequired?: true;
  readonly isRecommended?: true;
  readonly isClosed?: true;
  readonly isMany?: true;
  readonly varies?: true;
  readonly isNumber?: true;
  readonly maxLength?: number;
  readonly values?: readonly string[];
}

interface SandboxCategory {
  readonly id: string;
  readonly name: string;
  readonly parent?: string;
  readonly aspects?: readonly SandboxAspect[];
}

const BRAND: SandboxAspect = {
  name: "Brand",
  isRequired: true,
  maxLength: 65,
  values: ["Argosy Pottery", "Unbranded"],
};
const COLOR: SandboxAspect = {
  name: "Color",
  isRecommended: true,
  varies: true,
  maxLength: 65,
  values: ["Black", "Blue", "Green", "Red", "White"],
};

const CATEGORIES: readonly SandboxCategory[] = [
  { id: "11700", name: "Home & Garden" },
  { id: "20625", name: "Kitchen, Dining & Bar", parent: "11700" },
  {
    id: "20697",
    name: "Mugs",
    parent: "20625",
    aspects: [
      BRAND,
      COLOR,
      { name: "Material", isRequired: true, isClosed: true, values: ["Ceramic", "Glass", "Porcelain", "Steel"] },
      { name: "Features", isMany: true, isRecommended: true, values: ["Dishwasher Safe", "Microwave Safe"] },
      { name: "Number of Items in Set", isNumber: true },
    ],
  },
  { id: "11450", name: "Clothing, Shoes & Accessories" },
  {
    id: "15687",
    name: "T-Shirts",
    parent: "11450",
    aspects: [
      BRAND,
      { ...COLOR, isRequired: true },
      { name: "Size", isRequired: true, varies: true, values: ["S", "M", "L", "XL"] },
      { name: "Department", isRequired: true, isClosed: true, values: ["Men", "Women", "Unisex Adults"] },
    ],
  },
];

/** Further leaves, each asking for other things than the last: for proofs over many categories. */
const MORE = ["Plates", "Bowls", "Vases", "Teapots", "Jugs", "Trays", "Candles", "Cushions", "Rugs"].flatMap(
  (name, at): readonly SandboxCategory[] => [
    { id: `2070${at}`, name, parent: "20625", aspects: aspectsOf(at) },
    { id: `1570${at}`, name: `${name}, Vintage`, parent: "20625", aspects: aspectsOf(at + 9) },
  ],
);

function aspectsOf(at: number): readonly SandboxAspect[] {
  const has = (every: number) => at % every === 0;
  return [
    BRAND,
    has(2) ? COLOR : { ...COLOR, isRequired: true },
    ...(has(3) ? [{ name: "Size", isRequired: true, varies: true, values: ["S", "M", "L"] } as const] : []),
    { name: "Shape", isClosed: true, values: ["Round", "Square", "Oval"], ...(has(5) && { isRequired: true }) },
    { name: "Pattern", isMany: true, maxLength: 20 + at },
    { name: "Capacity", isNumber: true, ...(has(4) && { isRequired: true }) },
    ...(has(2) ? [{ name: "Style", isRequired: true, maxLength: 15 } as const] : []),
  ];
}

const ALL = [...CATEGORIES, ...MORE];
/** Those that hold listings. */
export const leafCategories = (): readonly string[] => ALL.flatMap(({ id }) => (leafOf(id) ? [id] : []));

const TREE = { categoryTreeId: "0", categoryTreeVersion: "131" };
const childrenOf = (id: string | undefined) => ALL.filter(({ parent }) => parent === id);

const node = ({ id, name }: SandboxCategory, level: number): object => {
  const children = childrenOf(id);
  return {
    category: { categoryId: id, categoryName: name },
    categoryTreeNodeLevel: level,
    ...(children.length === 0
      ? { leafCategoryTreeNode: true }
      : { childCategoryTreeNodes: children.map((child) => node(child, level + 1)) }),
  };
};

/** The usage of a required aspect says that it is recommended (sheet section 7). */
const aspectView = (aspect: SandboxAspect): object => ({
  localizedAspectName: aspect.name,
  aspectConstraint: {
    aspectApplicableTo: [aspect.varies ? "ITEM" : "PRODUCT"],
    aspectDataType: aspect.isNumber ? "NUMBER" : "STRING",
    ...(aspect.isNumber ? { aspectFormat: "int32" } : {}),
    aspectEnabledForVariations: aspect.varies === true,
    aspectMode: aspect.isClosed ? "SELECTION_ONLY" : "FREE_TEXT",
    aspectRequired: aspect.isRequired === true,
    aspectUsage: aspect.isRequired || aspect.isRecommended ? "RECOMMENDED" : "OPTIONAL",
    itemToAspectCardinality: aspect.isMany ? "MULTI" : "SINGLE",
    ...(aspect.maxLength === undefined ? {} : { aspectMaxLength: aspect.maxLength }),
  },
  ...(aspect.values ? { aspectValues: aspect.values.map((localizedValue) => ({ localizedValue })) } : {}),
});

export const leafOf = (id: string | undefined): SandboxCategory | undefined =>
  ALL.find((one) => one.id === id && childrenOf(one.id).length === 0);

/** Those whose name stands in the words; no other guess is made. */
function suggestions(text: string): object {
  const found = ALL.filter(
    ({ id, name }) => leafOf(id) && text.toLowerCase().includes(name.toLowerCase().replace(/s$/, "")),
  );
  return {
    ...TREE,
    categorySuggestions: found.map(({ id, name, parent }) => ({
      category: { categoryId: id, categoryName: name },
      categoryTreeNodeLevel: 2,
      categoryTreeNodeAncestors: ALL.filter((one) => one.id === parent).map((one) => ({
        categoryId: one.id,
        categoryName: one.name,
        categoryTreeNodeLevel: 1,
      })),
    })),
  };
}

export function taxonomy(
  { query }: SandboxRequest,
  [area = "", tree = "", what = ""]: readonly string[],
): SandboxReply {
  if (area === "get_default_category_tree_id")
    return query.get("marketplace_id") ? ok(TREE) : failure(400, 62_001, "The marketplace id is missing.");
  if (area !== "category_tree" || tree !== TREE.categoryTreeId)
    return failure(404, 62_004, "The category tree is unknown.");
  if (what === "") {
    const root = {
      category: { categoryId: "0", categoryName: "Root" },
      categoryTreeNodeLevel: 0,
      childCategoryTreeNodes: childrenOf(undefined).map((child) => node(child, 1)),
    };
    return ok({ ...TREE, applicableMarketplaceIds: ["EBAY_US"], rootCategoryNode: root });
  }
  if (what === "get_category_suggestions") return ok(suggestions(query.get("q") ?? ""));
  const category = ALL.find(({ id }) => id === query.get("category_id"));
  if (!category) return failure(404, 62_005, "The category id is unknown.");
  if (!leafOf(category.id)) return failure(400, 62_009, "The category is not a leaf category.");
  return ok({ aspects: (category.aspects ?? []).map(aspectView) });
}

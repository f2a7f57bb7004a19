/** What is asked of many products at once; the hub answers for each. */
import {
  IconCategory,
  IconCoin,
  IconPencil,
  IconSend,
  IconTag,
  IconTags,
  IconToggleLeft,
  IconToggleRight,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, useState } from "react";
import { body, hub, type Sent } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { takersOf } from "../data/takers.ts";
import { codeText } from "../hub-messages/hub-messages.ts";
import { minorOf, plainDecimalOf } from "../i18n/amount-text.ts";
import { useTranslation } from "../i18n/translation.ts";
import type { BulkAction, BulkStep, Outcome } from "../ui/list/bulk-action.ts";
import type { Choices } from "./bulk-fields.tsx";
import { saveProducts } from "./priced.ts";
import { keepToList } from "./to-list.ts";

type Change = Sent<"postProductsBulkEdit">["change"];
type AmountChange = NonNullable<Change["cost"]>;

/** Loaded when something is asked: nobody who only looks needs them. */
const Fields = lazy(async () => ({ default: (await import("./bulk-fields.tsx")).BulkFields }));

const PublishTo = lazy(async () => ({ default: (await import("./bulk-fields.tsx")).PublishTo }));

const FIRST: Choices = {
  how: "percent",
  by: "",
  addCategories: [],
  removeCategories: [],
  addTags: [],
  removeTags: [],
  brand: "",
  taxClass: "",
  hsn: "",
  gstRate: "",
  weightGrams: null,
  attribute: { name: "", value: "" },
  removeAttributes: [],
  roundTo: "",
};

const change =
  (requested: Change) =>
  async (productIds: readonly string[]): Promise<readonly Outcome[]> => {
    const { items } = await body(
      hub.POST("/api/products/bulk-edit", { body: { where: { productIds: [...productIds] }, change: requested } }),
    );
    return items.flatMap(({ id, error }) => (error ? [{ id, problem: codeText(error.code, error.message) }] : []));
  };

/** Each product's channels that refused it, by name. */
async function publish(
  productIds: readonly string[],
  storeIds: readonly string[],
  names: ReadonlyMap<string, string>,
): Promise<readonly Outcome[]> {
  const { results } = await body(
    hub.POST("/api/products/publish", { body: { productIds: [...productIds], storeIds: [...storeIds] } }),
  );
  const refused = results.flatMap(({ productId, storeId, error }) =>
    error ? [{ productId, text: `${names.get(storeId) ?? ""}: ${codeText(error.code, error.message)}` }] : [],
  );
  return [...Map.groupBy(refused, ({ productId }) => productId)].map(([id, some]) => ({
    id,
    problem: some.map(({ text }) => text).join(" "),
  }));
}

/** Undefined while what was typed cannot be read. */
function amountOf({ how, by, roundTo }: Choices, currency: string): AmountChange | undefined {
  if (how === "percent") {
    const percent = plainDecimalOf(by);
    const step = roundTo.trim() === "" ? 1 : minorOf(roundTo, currency);
    if (percent === null || percent === "" || step === null || step < 1) return undefined;
    return { percent, ...(step > 1 && { roundTo: step }) };
  }
  const minor = minorOf(by, currency, how === "add");
  if (minor === null) return undefined;
  return how === "add" ? { add: minor } : { set: minor };
}

const filled = (list: readonly string[]): string[] | undefined => (list.length === 0 ? undefined : [...list]);

const said = (text: string): string | undefined => (text.trim() === "" ? undefined : text.trim());

/** What is left out is not sent. */
function given(requested: { readonly [Key in keyof Change]: Change[Key] | undefined }): Change {
  return Object.fromEntries(Object.entries(requested).filter(([, value]) => value !== undefined));
}

const categoriesOf = ({ addCategories, removeCategories }: Choices) =>
  given({ addCategoryIds: filled(addCategories), removeCategoryIds: filled(removeCategories) });

/** What of a product is set, added and taken away. */
function detailsOf(choices: Choices): Change {
  const attribute = said(choices.attribute.name);
  return given({
    brand: said(choices.brand),
    taxClass: said(choices.taxClass),
    hsn: said(choices.hsn),
    gstRate: said(choices.gstRate),
    weightGrams: choices.weightGrams ?? undefined,
    setAttributes: attribute === undefined ? undefined : { [attribute]: choices.attribute.value.trim() },
    removeAttributes: filled(choices.removeAttributes),
    addTags: filled(choices.addTags),
    removeTags: filled(choices.removeTags),
  });
}

export function useProductBulk(): readonly BulkAction[] {
  const { t } = useTranslation("products");
  const { may, organization } = useSession();
  const [choices, setChoices] = useState(FIRST);
  const [storeIds, setStoreIds] = useState<readonly string[]>([]);
  const takers = takersOf(useQuery(storesQuery).data ?? [], "putProducts");
  if (!may("edit_catalogue")) return [];
  const currency = organization?.currency ?? "USD";
  const fields = { currency, choices, setChoices };
  const amount = amountOf(choices, currency);
  const categories = categoriesOf(choices);
  const details = detailsOf(choices);
  const label =
    (name: "activate" | "deactivate" | "costs" | "categories" | "details" | "publish") => (count: number | null) =>
      count === null ? t(`bulk.all.${name}`) : t(`bulk.${name}`, { count });
  const names = new Map(takers.map(({ id, name }) => [id, name]));
  const all: readonly BulkAction[] = [
    ...(takers.length === 0
      ? []
      : [
          {
            id: "publish",
            icon: <IconSend size={14} />,
            label: label("publish"),
            confirm: () => t("bulk.publishText"),
            fields: <PublishTo channels={takers} chosen={storeIds} onChange={setStoreIds} />,
            isReady: storeIds.length > 0,
            run: (ids: readonly string[]) => publish(ids, storeIds, names),
          },
        ]),
    {
      id: "costs",
      icon: <IconCoin size={14} />,
      label: label("costs"),
      confirm: () => t("bulk.costsText"),
      fields: <Fields of="amounts" {...fields} />,
      isReady: amount !== undefined,
      run: (ids) => change(given({ cost: amount }))(ids),
    },
    {
      id: "categories",
      icon: <IconCategory size={14} />,
      label: label("categories"),
      confirm: () => t("bulk.categoriesText"),
      fields: <Fields of="categories" {...fields} />,
      isReady: Object.keys(categories).length > 0,
      run: (ids) => change(categories)(ids),
    },
    {
      id: "details",
      icon: <IconPencil size={14} />,
      label: label("details"),
      confirm: () => t("bulk.detailsText"),
      fields: <Fields of="details" {...fields} />,
      isReady: Object.keys(details).length > 0,
      run: (ids) => change(details)(ids),
    },
    { id: "activate", icon: <IconToggleRight size={14} />, label: label("activate"), run: change({ active: true }) },
    {
      id: "deactivate",
      icon: <IconToggleLeft size={14} />,
      label: label("deactivate"),
      confirm: (count) => t("bulk.deactivateText", { count }),
      run: change({ active: false }),
    },
  ];
  return all.filter(({ id }) => id !== "costs" || may("view_costs"));
}

/** Chosen products are taken along: to the screen that shows old and new prices, and to that of listings. */
export function useProductSteps(): readonly BulkStep[] {
  const { t } = useTranslation("products");
  const { may } = useSession();
  const navigate = useNavigate();
  const { data: stores = [] } = useQuery(storesQuery);
  if (!may("edit_catalogue")) return [];
  const takesListings = stores.some(({ abilities }) => abilities?.publishListings);
  return [
    ...(takesListings
      ? [
          {
            id: "list",
            icon: <IconTag size={14} />,
            label: (count: number | null) => (count === null ? t("bulk.all.list") : t("bulk.list", { count })),
            lead: (ids: readonly string[]) => {
              keepToList(ids);
              void navigate({ to: "/products/listings" });
            },
          },
        ]
      : []),
    {
      id: "prices",
      icon: <IconTags size={14} />,
      label: (count) => (count === null ? t("bulk.all.prices") : t("bulk.prices", { count })),
      lead: (ids) => {
        saveProducts(ids);
        void navigate({ to: "/products/prices" });
      },
    },
  ];
}

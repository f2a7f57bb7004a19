/** What an entry says: "Searched for matches in the store Fjord Shop", with a link where the thing has a page. */
import { useTranslation } from "../i18n/translation.ts";
import { LinkAnchor } from "../ui/link.ts";
import { changesIn, type DescribedEntry } from "./entry.ts";

/** Fields that hold the name of a thing that is gone. */
const NAMES = ["title", "name", "number", "sku", "label", "email"];
const SCREENS: Readonly<Record<string, string>> = {
  customers: "/customers/$id",
  inventory: "/inventory/variants/$id",
  imports: "/products/imports/$id",
  marketing: "/reports/advertising/spend",
  orders: "/orders/$id",
  "price-edits": "/products/price-edits/$id",
  products: "/products/$id",
  "purchase-orders": "/inventory/purchase-orders/$id",
  returns: "/returns/$id",
  runs: "/channels/activity/$id",
  "stock-counts": "/inventory/counts/$id",
  "stock-documents": "/inventory/documents/$id",
  stores: "/channels/$id",
  variants: "/inventory/variants/$id",
};
/** Other names of the same kind of thing. */
export const KINDS: Readonly<Record<string, string>> = {
  connection: "stores",
  organizations: "organization",
  store: "stores",
  webhooks: "stores",
};
// Stands where the thing does, until the sentence is cut there.
const GAP = "\u0000";

export interface ActionTexts {
  /** The sentence up to the thing, the thing, and the rest. */
  readonly before: string;
  readonly thing: string;
  readonly after: string;
  /** Where the thing is shown. */
  readonly to: { readonly path: string; readonly id: string } | undefined;
}

/** An entry in words; undefined for an action nobody has words for. */
export function useDeed(): (entry: DescribedEntry) => ActionTexts | undefined {
  const { t } = useTranslation("audit");
  return (entry) => {
    const { action } = entry;
    const text = [action, action.replace(/\.update$/, "")]
      .map((name) => t(`acts.${name.replaceAll(".", "_")}`, { defaultValue: "", of: GAP }))
      .find((text) => text !== "");
    if (text === undefined) return undefined;
    const [before = "", after] = text.split(GAP);
    if (after === undefined) return { before, thing: "", after: "", to: undefined };
    const kind = KINDS[entry.targetKind] ?? entry.targetKind;
    const name = nameOf(entry);
    const thing = t(`things.${kind}.${name === undefined ? "any" : "named"}`, { defaultValue: name ?? kind, name });
    const path = SCREENS[kind];
    const id = entry.targetId.split("/", 1)[0] ?? "";
    return { before, thing, after, to: path !== undefined && id !== "" && isThere(entry) ? { path, id } : undefined };
  };
}

function nameOf(entry: DescribedEntry): string | undefined {
  if (entry.targetName !== null) return entry.targetName;
  if (entry.targetKind === "integrations") return entry.targetId || undefined;
  return NAMES.flatMap((name) =>
    changesIn(entry)
      .filter(({ field }) => field === name)
      .flatMap(({ before, after }) => [before, after]),
  ).find((value): value is string => typeof value === "string" && value !== "");
}

/** What has a name somewhere and none now was deleted; a store keeps its page. */
const isThere = ({ action }: DescribedEntry): boolean => !action.endsWith(".delete") || action.startsWith("stores.");

/** The sentence of an entry, its thing a link. */
export function Deed({ entry }: { readonly entry: DescribedEntry }) {
  const deed = useDeed()(entry);
  if (!deed) return <code>{entry.action}</code>;
  const { before, thing, after, to } = deed;
  return (
    <>
      {before}
      {to ? (
        <LinkAnchor
          fz="inherit"
          underline="always"
          to={to.path}
          params={{ id: to.id }}
          onClick={(event) => event.stopPropagation()}
        >
          {thing}
        </LinkAnchor>
      ) : (
        thing
      )}
      {after}
    </>
  );
}

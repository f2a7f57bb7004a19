/** All variants of a product in one table, saved together; an option or a value that is added makes the variants it lacks. */
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { showNotice, useFormAction } from "../ui/action.ts";
import { Page } from "../ui/page.tsx";
import { fieldErrors, ProblemNotice } from "../ui/problem.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { Clash, differing, isClash } from "./clash.tsx";
import { productQuery } from "./queries.ts";
import type { OptionDraft } from "./variant-draft.ts";
import { changesOf, type EditRow, optionsOf, rowsOf, type TypedRows } from "./variant-edit.ts";
import { OptionsCard } from "./variant-grid.tsx";
import { nameOf, type VariantRow, VariantTable } from "./variant-table.tsx";

type Item = Shape<"Product">;

const route = getRouteApi("/app/products/$id/variants");

interface Edit {
  /** As it was when the first thing was typed. */
  readonly of: Item;
  readonly options: readonly OptionDraft[];
  readonly typed: TypedRows;
  /** Generated variants that are not wanted. */
  readonly leftOut: ReadonlySet<string>;
}

const editOf = (product: Item): Edit => ({
  of: product,
  options: optionsOf(product.variants),
  typed: {},
  leftOut: new Set(),
});

export function EditVariants() {
  const { t } = useTranslation("products");
  const { id } = route.useParams();
  const { data: product } = useSuspenseQuery(productQuery(id));
  const [edit, setEdit] = useState<Edit | null>(null);
  const { of, options, typed, leftOut } = edit ?? editOf(product);
  const change = (more: (before: Edit) => Partial<Edit>) =>
    setEdit((held) => {
      const before = held ?? editOf(product);
      return { ...before, ...more(before) };
    });
  const rows = rowsOf(of, options, typed).filter(({ key }) => !leftOut.has(key));
  const form = useRef<HTMLFormElement>(null);
  const { save, submit, clash } = useSaving({ product, edit: edit ?? editOf(product), rows });
  const reset = () => {
    setEdit(null);
    save.reset();
    clash.end();
  };
  return (
    <Page title={t("grid.pageTitle", { title: product.title })} above={{ label: product.title, to: `/products/${id}` }}>
      {save.error !== null && !isClash(save.error) && <ProblemNotice error={save.error} />}
      <OptionsCard
        options={options}
        kept={optionsOf(of.variants)}
        onChange={(options) => change(() => ({ options }))}
      />
      <form ref={form} onSubmit={(event) => event.preventDefault()}>
        <VariantTable
          rows={rows.map((row) => shownRow(row, of, { typed, errorsOf: save.errorsOf }))}
          onChange={(key, values) =>
            change((before) => ({ typed: { ...before.typed, [key]: { ...before.typed[key], ...values } } }))
          }
          onRemove={(key) => change((before) => ({ leftOut: new Set([...before.leftOut, key]) }))}
        />
      </form>
      <SaveBar
        isChanged={changesOf(rows, typed).length > 0}
        isSaving={save.isRunning}
        onSave={() => {
          if (form.current?.reportValidity()) void submit(false);
        }}
        onUndo={reset}
      />
      {clash.isOpen && (
        <Clash
          fields={clash.fields}
          isRunning={save.isRunning}
          onKeep={() => void submit(true)}
          onDiscard={reset}
          onClose={clash.end}
        />
      )}
    </Page>
  );
}

interface Saving {
  /** As it is now. */
  readonly product: Item;
  readonly edit: Edit;
  readonly rows: readonly EditRow[];
}

/** One call for all of them; where somebody else was quicker, what they changed is named first. */
function useSaving({ product, edit, rows }: Saving) {
  const { t } = useTranslation("products");
  const navigate = useNavigate();
  const client = useQueryClient();
  const [isClashing, setClashing] = useState(false);
  const [sent, setSent] = useState<readonly string[]>([]);
  const action = useFormAction({
    run: ({ isOver }: { readonly isOver: boolean }) => {
      const changes = changesOf(rows, edit.typed, isOver);
      setSent(changes.map(({ key }) => key));
      return body(
        hub.PATCH("/api/products/{id}", { ...ofId(product.id), body: { variants: changes.map((each) => each.body) } }),
      );
    },
    done: async (saved) => {
      client.setQueryData(productQuery(product.id).queryKey, saved);
      showNotice(t("grid.saved"));
      await navigate({ to: "/products/$id", params: { id: product.id }, ignoreBlocker: true });
    },
    renews: [["products"], ["inventory"]],
  });
  const submit = async (isOver: boolean) => {
    try {
      await action.startAndWait({ isOver });
    } catch (error) {
      // What else was refused is shown above the table.
      if (!isClash(error)) return;
      await client.invalidateQueries({ queryKey: productQuery(product.id).queryKey });
      setClashing(true);
    }
  };
  const errors = fieldErrors(action.error);
  const errorsOf = (key: string) => {
    const at = sent.indexOf(key);
    return (field: string) => (at < 0 ? undefined : errors[`variants.${at}.${field}`]);
  };
  const now = new Map(product.variants.map((variant) => [variant.id, variant]));
  const fields = edit.of.variants.flatMap((before) => differing(values(before), values(now.get(before.id) ?? before)));
  return {
    save: { ...action, errorsOf },
    submit,
    clash: { isOpen: isClashing, fields: [...new Set(fields)], end: () => setClashing(false) },
  };
}

/** What of a variant its row edits. */
const values = ({ sku, barcode, options, priceMinor, compareAtMinor, costMinor, weightGrams }: Shape<"Variant">) => ({
  sku,
  barcode,
  options,
  priceMinor,
  compareAtMinor,
  costMinor,
  weightGrams,
});

interface Shown {
  readonly typed: TypedRows;
  errorsOf(key: string): VariantRow["errorOf"];
}

function shownRow(row: EditRow, of: Item, { typed, errorsOf }: Shown): VariantRow {
  const { key, options, currency, start, suggested, variant } = row;
  return {
    key,
    name: nameOf(options) || suggested,
    currency,
    shown: { ...start, ...typed[key] },
    usual: { sku: suggested, costMinor: of.costMinor, weightGrams: of.weightGrams },
    isNew: variant === null,
    errorOf: errorsOf(key),
  };
}

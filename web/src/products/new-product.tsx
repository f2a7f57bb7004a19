/** A product made here: what it is, its images, its variants with price and stock, and the channels it goes to at once. */
import { Button, Checkbox, NumberInput, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { takersOf } from "../data/takers.ts";
import { problemText } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useLocations } from "../inventory/queries.ts";
import { starts, useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { boundText } from "../ui/field.ts";
import { LeaveGuard } from "../ui/leave-guard.tsx";
import { Logo } from "../ui/logo.tsx";
import { MoneyField } from "../ui/money-field.tsx";
import { notify } from "../ui/notices.ts";
import { Page } from "../ui/page.tsx";
import { fieldErrors, ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { Content, CustomsFacts } from "./content.tsx";
import { type Draft, EMPTY } from "./draft.ts";
import { useIsUploading } from "./image-drop.tsx";
import { ImagesCard } from "./images.tsx";
import { dimensionsOf } from "./measures.tsx";
import { NOTHING, stockOf, type Typed, type VariantDraft, variantsOf } from "./variant-draft.ts";
import { OptionsCard, VariantGrid } from "./variant-grid.tsx";
import { withUnits } from "./variant-table.tsx";

interface Requested {
  readonly draft: Draft;
  readonly typed: Typed;
  readonly storeIds: readonly string[];
}

/** The product; what goes with it follows, and what of that fails is told on the product's own page. */
async function create({ draft, typed, storeIds }: Requested) {
  const { size, tags, images, categoryIds, ...fields } = draft;
  const made = await body(
    hub.POST("/api/products", {
      body: {
        ...fields,
        title: fields.title.trim(),
        categoryIds: [...categoryIds],
        dimensions: dimensionsOf(size),
        images: [...images],
        ...(tags.length > 0 && { attributes: { tags: [...tags] } }),
        variants: variantsOf(typed),
      },
    }),
  );
  const items = stockOf(typed);
  const steps = [
    ...(items.length > 0 ? [() => setStock(items)] : []),
    ...storeIds.map(
      (storeId) => () => body(hub.POST("/api/products/{id}/send", { ...ofId(made.id), body: { storeId } })),
    ),
  ];
  const failures: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  return { id: made.id, failures };
}

async function setStock(items: ReturnType<typeof stockOf>): Promise<void> {
  const { results } = await body(hub.POST("/api/inventory/levels", { body: { items } }));
  const refused = results.find(({ error }) => error != null)?.error;
  if (refused) throw new Error(refused.message);
}

export function NewProduct() {
  const { t } = useTranslation("products");
  const format = useFormat();
  const navigate = useNavigate();
  const currency = useSession().organization?.currency ?? "USD";
  const [draft, setDraft] = useState(EMPTY);
  const [typed, setTyped] = useState<Typed>({ base: NOTHING, options: [], own: {}, currency });
  const [storeIds, setStoreIds] = useState<readonly string[]>([]);
  const change = (more: Partial<Draft>) => setDraft((before) => ({ ...before, ...more }));
  const setBase = (more: Partial<VariantDraft>) =>
    setTyped((before) => ({ ...before, base: { ...before.base, ...more } }));
  const save = useFormAction({
    run: () => create({ draft, typed, storeIds }),
    renews: [["products"]],
    done: async ({ id, failures }) => {
      for (const failure of failures)
        notify({ title: t("new.partly"), text: problemText(failure, format), meaning: "failed" });
      await navigate({ to: "/products/$id", params: { id }, ignoreBlocker: true });
    },
    said: t("new.done"),
  });
  const errors = fieldErrors(save.error);
  const hasOptions = variantsOf(typed).some(({ options }) => options !== undefined);
  const isReady = !useIsUploading() && draft.title.trim() !== "" && typed.base.sku.trim() !== "";
  const label = storeIds.length === 0 ? t("new.button") : t("new.publish", { count: storeIds.length });
  return (
    <Page
      title={t("new.title")}
      above={{ label: t("title"), to: "/products" }}
      actions={
        <Button disabled={!isReady} {...starts(save)}>
          {label}
        </Button>
      }
    >
      {save.error !== null && <ProblemNotice error={save.error} />}
      <TwoColumns
        main={
          <>
            <Content shown={draft} isEditable errors={errors} onChange={change} />
            <ImagesCard
              images={draft.images}
              isEditable
              errors={errors}
              onChange={(next) => setDraft((before) => ({ ...before, images: next(before.images) }))}
            />
            <PriceCard typed={typed} errors={hasOptions ? {} : errors} hasOptions={hasOptions} onChange={setBase} />
            <OptionsCard
              options={typed.options}
              onChange={(options) => setTyped((before) => ({ ...before, options }))}
            />
            <CustomsFacts shown={draft} isEditable errors={errors} onChange={change} />
          </>
        }
        side={<ChannelsCard chosen={storeIds} onChange={setStoreIds} />}
      />
      {hasOptions && (
        <VariantGrid
          typed={typed}
          errors={errors}
          onOwn={(key, more) =>
            setTyped((before) => ({
              ...before,
              own: { ...before.own, [key]: { ...NOTHING, ...before.own[key], ...more } },
            }))
          }
        />
      )}
      <LeaveGuard isChanged={!save.isRunning && (draft !== EMPTY || typed.base !== NOTHING)} />
    </Page>
  );
}

interface PriceProps {
  readonly typed: Typed;
  readonly errors: Readonly<Record<string, string>>;
  readonly hasOptions: boolean;
  onChange(change: Partial<VariantDraft>): void;
}

/** Of the product where it comes in one form; otherwise of every variant that has nothing of its own. */
function PriceCard({ typed: { base, currency }, errors, hasOptions, onChange }: PriceProps) {
  const { t } = useTranslation("products");
  const locations = useLocations();
  const errorOf = (field: string) => errors[`variants.0.${field}`];
  return (
    <Card title={t("new.price")}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <MoneyField
          label={t("fields.price")}
          currency={currency}
          value={base.priceMinor}
          error={errorOf("priceMinor")}
          onChange={(priceMinor) => onChange({ priceMinor })}
        />
        <MoneyField
          label={t("fields.compareAt")}
          description={t("fields.compareAtHelp")}
          currency={currency}
          value={base.compareAtMinor}
          error={errorOf("compareAtMinor")}
          onChange={(compareAtMinor) => onChange({ compareAtMinor })}
        />
        <MoneyField
          label={t("fields.cost")}
          currency={currency}
          value={base.costMinor}
          error={errorOf("costMinor")}
          onChange={(costMinor) => onChange({ costMinor })}
        />
        <TextInput
          label={t("fields.sku")}
          description={t(hasOptions ? "grid.skuHelp" : "fields.skuHelp")}
          required
          maxLength={255}
          className="code"
          {...boundText(base.sku, (sku) => onChange({ sku }))}
          error={errorOf("sku")}
        />
        {!hasOptions && (
          <>
            <TextInput
              label={t("fields.barcode")}
              maxLength={100}
              className="code"
              {...boundText(base.barcode, (barcode) => onChange({ barcode }))}
              error={errorOf("barcode")}
            />
            {locations.map(({ id, name }) => (
              <NumberInput
                key={id}
                label={`${t("grid.stock")} ${name}`}
                min={0}
                allowDecimal={false}
                value={base.stock[id] ?? ""}
                onChange={(value) => onChange({ stock: withUnits(base.stock, id, value) })}
              />
            ))}
          </>
        )}
      </SimpleGrid>
    </Card>
  );
}

interface ChannelsProps {
  readonly chosen: readonly string[];
  onChange(chosen: readonly string[]): void;
}

function ChannelsCard({ chosen, onChange }: ChannelsProps) {
  const { t } = useTranslation("products");
  const takers = takersOf(useQuery(storesQuery).data ?? [], "putProducts");
  return (
    <Card title={t("new.channels")}>
      {takers.length === 0 ? (
        <Quiet>{t("new.noChannels")}</Quiet>
      ) : (
        <Checkbox.Group value={[...chosen]} onChange={onChange} aria-label={t("new.channels")}>
          <Stack gap="xs">
            {takers.map(({ id, name, provider }) => (
              <Checkbox
                key={id}
                value={id}
                label={
                  <span style={{ display: "flex", gap: 6, alignItems: "center" }}>
                    <Logo provider={provider} size={16} />
                    <bdi>{name}</bdi>
                  </span>
                }
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </Card>
  );
}

/** A product's variants: price and codes edited in place, stock a click away. */
import { Button, Group, Modal, Stack, Table, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { MoneyField } from "../ui/money-field.tsx";
import { fieldErrors, ProblemNotice } from "../ui/problem.tsx";

type Variant = Shape<"Variant">;

export function VariantsCard({
  product,
  isEditable,
}: {
  readonly product: Shape<"Product">;
  readonly isEditable: boolean;
}) {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const [edited, setEdited] = useState<Variant | "new" | null>(null);
  const hasOptions = product.variants.some(({ options }) => options.length > 0);
  return (
    <Card
      title={t("columns.variants")}
      isFlush
      actions={
        isEditable && (
          <Button size="compact-sm" variant="default" onClick={() => setEdited("new")}>
            {t("variant.new")}
          </Button>
        )
      }
    >
      <Table.ScrollContainer minWidth={560}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("fields.sku")}</Table.Th>
              {hasOptions && <Table.Th>{t("variant.options")}</Table.Th>}
              <Table.Th ta="end">{t("fields.price")}</Table.Th>
              <Table.Th ta="end">{t("fields.cost")}</Table.Th>
              <Table.Th ta="end">{t("columns.available")}</Table.Th>
              {isEditable && <Table.Th aria-label={t("list.rowActions", { ns: "ui" })} />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {product.variants.map((variant) => (
              <Table.Tr key={variant.id}>
                <Table.Td>
                  <Text size="sm" fw={500} className="code">
                    {variant.sku}
                  </Text>
                  {variant.barcode !== null && (
                    <Text size="xs" c="dimmed" className="code">
                      {variant.barcode}
                    </Text>
                  )}
                </Table.Td>
                {hasOptions && (
                  <Table.Td>{variant.options.map(({ name, value }) => `${name}: ${value}`).join(", ")}</Table.Td>
                )}
                <Table.Td ta="end">
                  <Amount minor={variant.priceMinor} currency={variant.currency} />
                </Table.Td>
                <Table.Td ta="end">
                  <Amount minor={variant.costMinor} currency={variant.currency} />
                </Table.Td>
                <Table.Td ta="end">
                  <LinkAnchor to="/inventory/variants/$id" params={{ id: variant.id }} size="sm">
                    {number(variant.available)}
                  </LinkAnchor>
                </Table.Td>
                {isEditable && (
                  <Table.Td ta="end">
                    <Button
                      size="compact-xs"
                      variant="default"
                      onClick={() => setEdited(variant)}
                      aria-label={t("variant.editOf", { sku: variant.sku })}
                    >
                      {t("variant.edit")}
                    </Button>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {edited && (
        <VariantDialog
          productId={product.id}
          variant={edited === "new" ? null : edited}
          currency={product.variants[0]?.currency}
          onClose={() => setEdited(null)}
        />
      )}
    </Card>
  );
}

interface DialogProps {
  readonly productId: string;
  readonly variant: Variant | null;
  readonly currency: string | undefined;
  onClose(): void;
}

function VariantDialog({ productId, variant, currency = "USD", onClose }: DialogProps) {
  const { t } = useTranslation("products");
  const client = useQueryClient();
  const [sku, setSku] = useState(variant?.sku ?? "");
  const [barcode, setBarcode] = useState(variant?.barcode ?? "");
  const [priceMinor, setPrice] = useState(variant?.priceMinor ?? null);
  const [compareAtMinor, setCompareAt] = useState(variant?.compareAtMinor ?? null);
  const [costMinor, setCost] = useState(variant?.costMinor ?? null);
  const values = {
    sku: sku.trim(),
    barcode: barcode.trim() === "" ? null : barcode.trim(),
    priceMinor,
    compareAtMinor,
    costMinor,
  };
  const save = useAction({
    run: () =>
      variant === null
        ? body(
            hub.POST("/api/products/{id}/variants", {
              params: { path: { id: productId } },
              body: { ...values, currency },
            }),
          )
        : body(hub.PATCH("/api/variants/{id}", { params: { path: { id: variant.id } }, body: values })),
    done: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ["products"] });
    },
    said: t("variant.saved"),
    isQuietFailure: true,
  });
  const errors = fieldErrors(save.error);
  const money = variant?.currency ?? currency;
  return (
    <Modal
      opened
      onClose={onClose}
      title={variant === null ? t("variant.new") : t("variant.editOf", { sku: variant.sku })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.start();
        }}
      >
        <Stack gap="sm">
          {save.error !== null && <ProblemNotice error={save.error} />}
          <TextInput
            label={t("fields.sku")}
            required
            value={sku}
            error={errors["sku"]}
            onChange={(event) => setSku(event.currentTarget.value)}
            data-autofocus
          />
          <TextInput
            label={t("fields.barcode")}
            value={barcode}
            error={errors["barcode"]}
            onChange={(event) => setBarcode(event.currentTarget.value)}
          />
          <MoneyField
            label={t("fields.price")}
            currency={money}
            minor={priceMinor}
            onChange={setPrice}
            error={errors["priceMinor"]}
          />
          <MoneyField
            label={t("fields.compareAt")}
            description={t("fields.compareAtHelp")}
            currency={money}
            minor={compareAtMinor}
            onChange={setCompareAt}
            error={errors["compareAtMinor"]}
          />
          <MoneyField
            label={t("fields.cost")}
            currency={money}
            minor={costMinor}
            onChange={setCost}
            error={errors["costMinor"]}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel", { ns: "ui" })}
            </Button>
            <Button type="submit" loading={save.isRunning}>
              {t("save", { ns: "ui" })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

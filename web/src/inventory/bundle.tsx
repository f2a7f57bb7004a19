/** What a bundle is made of: its stock follows from theirs. */

import { Button, Group, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { readingItems } from "../data/reading.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { IconAction } from "../ui/icon-action.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { VariantPicker } from "../ui/variant-picker.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";

type Component = Shape<"BundleComponent">;

export const componentsOf = (variantId: string) =>
  readingItems(["inventory", "components", variantId], () => hub.GET("/api/variants/{id}/components", ofId(variantId)));

export function BundleCard({ variantId }: { readonly variantId: string }) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const { may } = useSession();
  const { data: components } = useSuspenseQuery(componentsOf(variantId));
  const [isOpen, setOpen] = useState(false);
  const isBundle = components.length > 0;
  if (!isBundle && !may("edit_catalogue")) return null;
  return (
    <Card help={<Help of="bundle" />} title={t("bundle.title")}>
      <Stack gap="sm" align="flex-start">
        {!isBundle && (
          <Text size="sm" c="dimmed">
            {t("bundle.none")}
          </Text>
        )}
        {components.map((part) => (
          <Text key={part.variantId} size="sm">
            {number(part.quantity)} ×{" "}
            <LinkAnchor size="sm" to="/inventory/variants/$id" params={{ id: part.variantId }}>
              <bdi>{part.title}</bdi>
            </LinkAnchor>{" "}
            <Text component="span" size="xs" c="dimmed" className="code">
              {part.sku}
            </Text>
          </Text>
        ))}
        {may("edit_catalogue") && (
          <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
            {t(isBundle ? "bundle.edit" : "bundle.make")}
          </Button>
        )}
      </Stack>
      {isOpen && <BundleDialog variantId={variantId} known={components} onClose={() => setOpen(false)} />}
    </Card>
  );
}

interface DialogProps {
  readonly variantId: string;
  readonly known: readonly Component[];
  onClose(): void;
}

function BundleDialog({ variantId, known, onClose }: DialogProps) {
  const { t } = useTranslation("inventory");
  const [parts, setParts] = useState(known);
  const save = useFormAction({
    run: () =>
      body(
        hub.PUT("/api/variants/{id}/components", {
          ...ofId(variantId),
          body: { components: parts.map(({ variantId: id, quantity }) => ({ variantId: id, quantity })) },
        }),
      ),
    renews: [["inventory"], ["products"]],
    done: onClose,
    said: t("bundle.saved"),
  });
  return (
    <FormDialog
      help={<Help of="bundle" />}
      title={t(known.length > 0 ? "bundle.edit" : "bundle.make")}
      isReady={known.length + parts.length > 0}
      action={save}
      onClose={onClose}
    >
      <Text size="sm">{t("bundle.text")}</Text>

      {parts.map((part) => (
        <Part
          key={part.variantId}
          part={part}
          onQuantity={(quantity) =>
            setParts(parts.map((each) => (each.variantId === part.variantId ? { ...each, quantity } : each)))
          }
          onRemove={() => setParts(parts.filter((each) => each.variantId !== part.variantId))}
        />
      ))}
      <VariantPicker
        label={t("bundle.add")}
        isForMany
        onPick={({ id, sku, productTitle, title }) =>
          parts.every((each) => each.variantId !== id) &&
          setParts([...parts, { variantId: id, sku, title: `${productTitle} ${title}`.trim(), quantity: 1 }])
        }
      />
      {known.length > 0 && parts.length === 0 && <Text size="sm">{t("bundle.ends")}</Text>}
    </FormDialog>
  );
}

interface PartProps {
  readonly part: Component;
  onQuantity(quantity: number): void;
  onRemove(): void;
}

function Part({ part, onQuantity, onRemove }: PartProps) {
  const { t } = useTranslation("inventory");
  return (
    <Group gap="sm" wrap="nowrap" justify="space-between">
      <Stack gap={0} miw={0}>
        <Text size="sm" truncate dir="auto">
          {part.title}
        </Text>
        <Text size="xs" c="dimmed" className="code">
          {part.sku}
        </Text>
      </Stack>
      <Group gap="xs" wrap="nowrap">
        <WholeNumber
          w={88}
          min={1}
          aria-label={t("bundle.perBundle", { sku: part.sku })}
          value={part.quantity}
          onChange={(value) => value !== null && onQuantity(value)}
        />
        <IconAction icon={IconTrash} label={t("documents.removeLine", { sku: part.sku })} onClick={onRemove} />
      </Group>
    </Group>
  );
}

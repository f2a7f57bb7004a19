/** Links an item of the store to a variant of ours, or takes the link away. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { body, hub, ofId } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Quiet } from "../ui/quiet.tsx";
import { VariantPicker } from "../ui/variant-picker.tsx";
import { createProducts, type Link, useRenewLinks } from "./links.ts";

interface Props {
  readonly storeId: string;
  readonly link: Link;
  onClose(): void;
}

export function LinkDialog({ storeId, link, onClose }: Props) {
  const { t } = useTranslation("stores");
  const renew = useRenewLinks();
  const done = async () => {
    await renew();
    onClose();
  };
  const join = useAction({
    run: (variantId: string) =>
      body(hub.POST("/api/stores/{id}/mappings", { ...ofId(storeId), body: { listingId: link.id, variantId } })),
    done,
    said: t("links.said.link"),
  });
  const unlink = useAction({
    run: () => hub.DELETE("/api/mappings/{id}", ofId(link.id)),
    done,
    said: t("links.said.unlink"),
  });
  const create = useAction({
    async run() {
      const [outcome] = await createProducts(storeId, [link.id]);
      if (outcome?.problem !== undefined) throw new Error(outcome.problem);
    },
    done,
    said: t("links.said.create"),
  });
  const isLinked = link.state === "mapped";
  return (
    <Modal opened onClose={onClose} title={link.productTitle}>
      <Stack>
        <Text size="sm" className="code">
          {link.sku ?? link.barcode ?? link.extKey}
        </Text>
        <Text size="sm">{isLinked ? t("links.linkedTo", { sku: link.variantSku ?? "–" }) : t("links.notLinked")}</Text>
        <VariantPicker label={t("links.pick")} onPick={({ id }) => join.start(id)} />
        <Group justify="space-between">
          {isLinked ? (
            <Button variant="default" c="red" {...starts(unlink)}>
              {t("links.unlink")}
            </Button>
          ) : (
            <Button variant="default" {...starts(create)}>
              {t("links.create")}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t("cancel", { ns: "ui" })}
          </Button>
        </Group>
        {isLinked && <Quiet size="xs">{t("links.unmapText")}</Quiet>}
      </Stack>
    </Modal>
  );
}

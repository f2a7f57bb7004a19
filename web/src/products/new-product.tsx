import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { MoneyField } from "../ui/money-field.tsx";
import { ProblemNotice } from "../ui/problem.tsx";

export function NewProduct({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("products");
  const navigate = useNavigate();
  const client = useQueryClient();
  const currency = useSession().organization?.currency ?? "USD";
  const [title, setTitle] = useState("");
  const [sku, setSku] = useState("");
  const [priceMinor, setPrice] = useState<number | null>(null);
  const create = useAction({
    run: () =>
      body(
        hub.POST("/api/products", {
          body: { title: title.trim(), variants: [{ sku: sku.trim(), priceMinor, currency }] },
        }),
      ),
    done: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ["products"] });
      await navigate({ to: "/products/$id", params: { id } });
    },
    said: t("new.done"),
    isQuietFailure: true,
  });
  return (
    <Modal opened onClose={onClose} title={t("new.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.start();
        }}
      >
        <Stack gap="sm">
          {create.error !== null && <ProblemNotice error={create.error} />}
          <TextInput
            label={t("fields.title")}
            required
            maxLength={255}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
            data-autofocus
          />
          <TextInput
            label={t("fields.sku")}
            description={t("fields.skuHelp")}
            required
            maxLength={255}
            value={sku}
            onChange={(event) => setSku(event.currentTarget.value)}
          />
          <MoneyField label={t("fields.price")} currency={currency} minor={priceMinor} onChange={setPrice} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel", { ns: "ui" })}
            </Button>
            <Button type="submit" loading={create.isRunning}>
              {t("new.button")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

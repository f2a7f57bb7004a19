/** Emulated stores inside the hub: start some, let somebody buy, end them. */

import { Box, Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { IconFlask, IconShoppingCartPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction, useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { boundTick } from "../ui/field.ts";
import { notify } from "../ui/notices.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { submitting } from "../ui/submitting.ts";
import { sandboxesQuery } from "./data.ts";

const FIRST_CHOSEN = 2;

interface Props {
  /** The first sync is offered to be looked at before it is applied, as that of a real channel. */
  readonly isPreviewed?: boolean;
}

/** Nothing where the operator does not offer them. */
export function Explore({ isPreviewed = false }: Props) {
  const { t } = useTranslation("integrations");
  const { may } = useSession();
  const { data } = useQuery(sandboxesQuery);
  if (!data?.offered || !may("connect")) return null;
  return (
    <Card help={<Help of="sandbox" />} title={t("explore.title")} actions={<IconFlask size={18} aria-hidden />}>
      <Stack gap="md">
        {data.running.map((one) => (
          <Running key={one.id} {...one} />
        ))}
        <StartSome
          offered={data.providers.filter(({ provider }) => data.running.every((one) => one.provider !== provider))}
          isFirst={data.running.length === 0}
          isPreviewed={isPreviewed}
        />
      </Stack>
    </Card>
  );
}

function StartSome({
  offered,
  isFirst,
  isPreviewed,
}: Required<Props> & {
  readonly offered: readonly { readonly provider: string; readonly name: string }[];
  readonly isFirst: boolean;
}) {
  const { t } = useTranslation("integrations");
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(isFirst);
  const [chosen, setChosen] = useState<readonly string[]>(
    isFirst ? offered.slice(0, FIRST_CHOSEN).map(({ provider }) => provider) : [],
  );
  const [preview, setPreview] = useState(isPreviewed);
  const navigate = useNavigate();
  const start = useFormAction({
    run: () => body(hub.POST("/api/sandboxes", { body: { providers: [...chosen], preview } })),
    async done({ items }) {
      for (const { ok, error = "", provider } of items)
        if (!ok) notify({ text: `${provider}: ${error}`, meaning: "failed" });
      setChosen([]);
      await client.invalidateQueries({ queryKey: ["stores"] });
      setOpen(false);
      const first = items.find(({ store }) => store?.awaitsPlan === true)?.store;
      if (first)
        await navigate({
          to: "/channels/connect/$provider",
          params: { provider: first.provider },
          search: { store: first.id, step: "check" },
        });
    },
  });
  if (!isOpen)
    return (
      <Group>
        <Button size="xs" variant="default" onClick={() => setOpen(true)}>
          {t("explore.more")}
        </Button>
      </Group>
    );
  return (
    <form onSubmit={submitting(() => start.start())}>
      <Stack gap="sm">
        <Text size="sm">{t("explore.text")}</Text>
        {start.error !== null && <ProblemNotice error={start.error} />}
        <Checkbox.Group value={[...chosen]} onChange={setChosen} label={t("explore.which")}>
          <Box
            mt="xs"
            style={{ display: "grid", gap: 8, gridTemplateColumns: "repeat(auto-fill, minmax(136px, 1fr))" }}
          >
            {offered.map(({ provider, name }) => (
              <Checkbox key={provider} value={provider} label={name} disabled={start.isRunning} />
            ))}
          </Box>
        </Checkbox.Group>
        <Checkbox
          label={t("explore.preview")}
          description={t("explore.previewHelp")}
          {...boundTick(preview, setPreview)}
          disabled={start.isRunning}
        />
        <Group gap="sm">
          <Button type="submit" loading={start.isRunning} disabled={chosen.length === 0}>
            {t("explore.start", { count: chosen.length })}
          </Button>
          {start.isRunning && (
            <Text size="sm" c="var(--quiet)" role="status">
              {t("explore.starting")}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function Running({ id, name, isRunning }: { readonly id: string; readonly name: string; readonly isRunning: boolean }) {
  const { t } = useTranslation("integrations");
  const router = useRouter();
  const [isEnding, setEnding] = useState(false);
  const path = ofId(id);
  const buy = useAction({
    run: () => body(hub.POST("/api/sandboxes/{id}/orders", { ...path, body: {} })),
    done: ({ number }) => {
      notify({
        text: t("explore.bought", { number, name }),
        meaning: "good",
        action: { label: t("explore.seeOrders"), run: () => router.navigate({ to: "/orders" }) },
      });
    },
  });
  const end = useAction({
    run: () => body(hub.DELETE("/api/sandboxes/{id}", path)),
    said: t("explore.ended", { name }),
    renews: [["stores"]],
  });
  return (
    <Group justify="space-between" gap="xs" data-sandbox={id}>
      <Text size="sm" fw={500}>
        <bdi>{name}</bdi>
        {!isRunning && (
          <Text span size="xs" c="var(--quiet)">
            {" "}
            {t("explore.asleep")}
          </Text>
        )}
      </Text>
      <Group gap="xs">
        <Button
          size="xs"
          leftSection={<IconShoppingCartPlus size={16} />}
          disabled={!isRunning}
          {...starts(buy)}
          aria-label={t("explore.orderAt", { name })}
        >
          {t("explore.order")}
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() => setEnding(true)}
          aria-label={t("explore.endNamed", { name })}
        >
          {t("explore.end")}
        </Button>
      </Group>
      <Confirm
        isOpen={isEnding}
        title={t("explore.endNamed", { name })}
        text={t("explore.endText")}
        label={t("explore.endNamed", { name })}
        isRunning={end.isRunning}
        onConfirm={() =>
          end.startAndWait().then(
            () => setEnding(false),
            () => undefined,
          )
        }
        onClose={() => setEnding(false)}
      />
    </Group>
  );
}

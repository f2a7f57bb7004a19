/** What is left to do before a hub earns its keep; each step is read from what the hub has, and the list goes once all are done. */
import { Anchor, Group, Stack } from "@mantine/core";
import { IconCircle, IconCircleCheck, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { invitationsQuery, linksQuery, shippedQuery, stockedQuery } from "../data/first-steps.ts";
import { membersQuery } from "../data/members.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { hasShipFrom } from "../data/ship-from.ts";
import { signUpQuery } from "../data/sign-up-query.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { IconAction } from "../ui/icon-action.tsx";
import { Quiet } from "../ui/quiet.tsx";
import type { HomeFigures } from "./query.ts";

interface Step {
  readonly id: "connect" | "links" | "stock" | "address" | "ship" | "invite" | "mail";
  readonly to: string;
  /** Undefined: not known yet. */
  readonly isDone: boolean | undefined;
  readonly text?: string | undefined;
}

const some = (found: { readonly items: readonly unknown[] } | undefined) => found && found.items.length > 0;

function useSteps(home: HomeFigures): readonly Step[] {
  const { t } = useTranslation("home/checklist");
  const [first] = home.stores;
  const isConnected = home.stores.some(({ awaitsPlan }) => !awaitsPlan);
  const waiting = isConnected ? undefined : first;
  const links = useQuery(linksQuery).data;
  const stocked = useQuery(stockedQuery).data;
  const shipped = useQuery(shippedQuery).data;
  const members = useQuery(membersQuery).data;
  const invited = useQuery(invitationsQuery).data;
  const mail = useQuery(signUpQuery).data;
  const locations = useQuery(locationsQuery).data;
  const hasStock = some(stocked);
  return [
    {
      id: "connect",
      to: waiting ? `/channels/connect/${waiting.provider}?store=${waiting.storeId}&step=choose` : "/channels/add",
      isDone: isConnected,
      text: waiting && t("connectText", { name: waiting.name }),
    },
    {
      id: "links",
      to: first === undefined ? "/channels" : `/channels/${first.storeId}?tab=links`,
      isDone: links && links.linked > 0 && links.waiting === 0,
      text: links && links.waiting > 0 ? t("linksText", { count: links.waiting }) : undefined,
    },
    { id: "stock", to: "/inventory", isDone: hasStock, text: hasStock === false ? t("stockText") : undefined },
    { id: "address", to: "/inventory/locations", isDone: locations?.some((one) => one.isDefault && hasShipFrom(one)) },
    { id: "ship", to: "/orders?toShip=true&sort=due&view=toShip", isDone: some(shipped) },
    { id: "invite", to: "/settings/team", isDone: members && (members.items.length > 1 || some(invited)) },
    { id: "mail", to: "/settings/notifications", isDone: mail?.sendsMail, text: t("mailText") },
  ];
}

export function Checklist({ home, onDismiss }: { readonly home: HomeFigures; onDismiss(): void }) {
  const { t } = useTranslation("home/checklist");
  const steps = useSteps(home);
  const next = steps.find(({ isDone }) => isDone === false);
  const done = steps.filter(({ isDone }) => isDone).length;
  const exists = steps.every(({ isDone }) => isDone !== undefined);
  if (!exists || done === steps.length) return null;
  return (
    <Card
      title={t("title")}
      actions={
        <>
          <Quiet>{t("done", { done, all: steps.length })}</Quiet>
          <IconAction icon={IconX} label={t("dismiss")} title={t("dismiss")} onClick={onDismiss} />
        </>
      }
    >
      <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
        {steps.map((step) => (
          <Line key={step.id} step={step} isNext={step === next} />
        ))}
      </Stack>
    </Card>
  );
}

function Line({ step, isNext }: { readonly step: Step; readonly isNext: boolean }) {
  const { t } = useTranslation("home/checklist");
  const { id, to, isDone, text } = step;
  const Sign = isDone ? IconCircleCheck : IconCircle;
  return (
    <Group component="li" gap="xs" wrap="nowrap" align="flex-start" data-step={id} data-done={isDone}>
      <Sign
        size={18}
        color={isDone ? "var(--mantine-color-green-7)" : "var(--quiet)"}
        style={{ flex: "none", marginBlockStart: 2 }}
        aria-hidden
      />
      <Stack gap={0} miw={0}>
        {isDone ? (
          <Quiet>
            {t(id)} · {t("isDone")}
          </Quiet>
        ) : (
          <Anchor component={Link} to={to} size="sm" fw={isNext ? 600 : 400}>
            {isNext ? t("next", { step: t(id) }) : t(id)}
          </Anchor>
        )}
        {!isDone && text !== undefined && <Quiet size="xs">{text}</Quiet>}
      </Stack>
    </Group>
  );
}

/** Why a channel is shown this number of units, and this price: the sum, step by step, and what was confirmed when. */
import { Alert, Button, Divider, Group, Modal, Stack, Table, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useSession } from "../data/session.ts";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { When } from "../ui/when.tsx";
import type { Link } from "./links.ts";

type Stock = Shape<"StockExplanation">;
type Price = Shape<"PriceExplanation">;

export function WhyDialog({ link, onClose }: { readonly link: Link; onClose(): void }) {
  const { t } = useTranslation("stores");
  const stock = useQuery(
    reading(["mappings", link.id, "explain"], ({ signal }) =>
      hub.GET("/api/mappings/{id}/explain", { ...ofId(link.id), signal }),
    ),
  );
  const { may } = useSession();
  const price = useQuery({
    ...reading(["mappings", link.id, "explain-price"], ({ signal }) =>
      hub.GET("/api/mappings/{id}/explain-price", { ...ofId(link.id), signal }),
    ),
    enabled: may("view_costs"),
  });
  return (
    <Modal opened onClose={onClose} title={t("why.title", { name: link.sku ?? link.productTitle })} size="lg">
      <Stack>
        {stock.error !== null && <ProblemNotice error={stock.error} />}
        {stock.isPending && <RowsSkeleton rows={4} />}
        {stock.data && <StockSum stock={stock.data} />}
        {price.data && <PriceSum price={price.data} />}
        {(stock.data?.locations.some(({ channel }) => channel?.error) || price.data?.channel?.error) && (
          <TryAgain link={link} />
        )}
      </Stack>
    </Modal>
  );
}

/** This item alone, now; what else failed of its store keeps its turn. */
function TryAgain({ link }: { readonly link: Link }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const retry = useAction({
    run: () => body(hub.POST("/api/mappings/{id}/retry", ofId(link.id))),
    renews: [["mappings"]],
    said: t("why.retried"),
  });
  if (!may("edit_catalogue")) return null;
  return (
    <Group justify="flex-end">
      <Button variant="default" {...starts(retry)}>
        {t("why.retry", { name: link.sku ?? link.productTitle })}
      </Button>
    </Group>
  );
}

function NotSent({ reasons }: { readonly reasons: Stock["notPushed"] }) {
  const { t } = useTranslation("stores");
  const hubText = useHubMessages();
  if (reasons.length === 0) return null;
  return (
    <Alert color="yellow" icon={<IconInfoCircle size={18} />} title={t("why.notSent")}>
      {reasons.map((reason) => hubText.message(reason, reason.text)).join(" ")}
    </Alert>
  );
}

function StockSum({ stock }: { readonly stock: Stock }) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  const hubText = useHubMessages();
  return (
    <>
      <NotSent reasons={stock.notPushed} />
      {stock.locations.map((place) => (
        <Stack key={place.location} gap="xs">
          {place.location !== "" && (
            <Text size="sm" fw={600}>
              {place.location}
            </Text>
          )}
          <Table>
            <Table.Tbody>
              {place.steps.map((step) => (
                <Table.Tr key={step.label}>
                  <Table.Td>{hubText.message(step.said, step.label)}</Table.Td>
                  <Table.Td style={{ textAlign: "end" }}>
                    <bdi dir="ltr">{number(step.value)}</bdi>
                  </Table.Td>
                </Table.Tr>
              ))}
              <Table.Tr>
                <Table.Td fw={600}>{t("why.shown")}</Table.Td>
                <Table.Td fw={600} style={{ textAlign: "end" }}>
                  {number(place.quantity)}
                </Table.Td>
              </Table.Tr>
            </Table.Tbody>
          </Table>
          {place.channel && <Confirmed state={place.channel} />}
        </Stack>
      ))}
      <Quiet size="xs">{t(stock.rule.isOwn ? "why.ownRule" : "why.storeRule")}</Quiet>
    </>
  );
}

function Confirmed({ state }: { readonly state: NonNullable<Stock["locations"][number]["channel"]> }) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  return (
    <Stack gap={2}>
      <Group gap="xs">
        <Quiet size="xs" component="div">
          {t("why.there", { units: state.expected === null ? "–" : number(state.expected) })}
          {state.committed !== null && ` · ${t("why.committed", { units: number(state.committed) })}`}
          {state.confirmedAt !== null && (
            <>
              {" · "}
              {t("why.confirmed")} <When at={state.confirmedAt} />
            </>
          )}
        </Quiet>
      </Group>
      {state.error !== null && (
        <Text size="sm" c="var(--mantine-color-error)">
          <HubText text={state.error} />
        </Text>
      )}
    </Stack>
  );
}

function PriceSum({ price }: { readonly price: Price }) {
  const { t } = useTranslation("stores");
  const hubText = useHubMessages();
  const { currency } = price;
  return (
    <>
      <Divider label={t("why.price")} labelPosition="left" />
      <NotSent reasons={price.notPushed} />
      <Table>
        <Table.Tbody>
          {price.steps.map((step) => (
            <Table.Tr key={`${step.label} ${step.value}`}>
              <Table.Td>{hubText.message(step.said, step.label)}</Table.Td>
              <Table.Td style={{ textAlign: "end" }} className="code">
                {step.value} {step.currency}
              </Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Td fw={600}>{t("why.asked")}</Table.Td>
            <Table.Td fw={600} style={{ textAlign: "end" }}>
              {currency === null ? "–" : <Amount minor={price.priceMinor} currency={currency} />}
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      {price.origin !== null && (
        <Quiet size="xs">
          {price.origin === "rule"
            ? t("why.origin.rule", { name: price.rule?.name ?? "" })
            : t(`why.origin.${price.origin}`)}
        </Quiet>
      )}
    </>
  );
}

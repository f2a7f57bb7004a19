/** "Why this number": from what lies on the shelves to what a store shows, line by line. */
import { Alert, Group, Stack, Table, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { Shape } from "../data/hub.ts";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Undecided } from "../listings/undecided.tsx";
import { Card } from "../ui/card.tsx";
import { type Meaning, Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";

type Explanation = Shape<"StockExplanation">;
type StockLocation = Explanation["locations"][number];

export function ExplanationCard({ explanation }: { readonly explanation: Explanation }) {
  return (
    <Card title={explanation.storeName}>
      <Sums explanation={explanation} />
    </Card>
  );
}

/** The sum of each of the store's locations. Whoever shows it has the words of "inventory" and "hub-messages" loaded. */
export function Sums({ explanation }: { readonly explanation: Explanation }) {
  const { t } = useTranslation("inventory");
  const hubText = useHubMessages();
  return (
    <Stack gap="sm">
      {explanation.notPushed.map((reason) => (
        <Alert key={reason.code} color="yellow" icon={<IconInfoCircle size={18} />} py="xs">
          <Text size="sm">{hubText.message(reason, reason.text)}</Text>
        </Alert>
      ))}
      {explanation.undecided && (
        <Undecided
          isListed
          item={{
            ...explanation,
            ...explanation.undecided,
            name: `${explanation.sku ?? explanation.title}, ${explanation.storeName}`,
          }}
        />
      )}
      {explanation.locations.map((place) => (
        <Sum key={place.location} place={place} isNamed={explanation.locations.length > 1} />
      ))}
      {explanation.unwritten.length > 0 && (
        <Text size="xs" c="dimmed">
          {t("why.unwritten", { places: explanation.unwritten.join(", ") })}
        </Text>
      )}
    </Stack>
  );
}

function Sum({ place, isNamed }: { readonly place: StockLocation; readonly isNamed: boolean }) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const hubText = useHubMessages();
  return (
    <Stack gap={6}>
      {isNamed && (
        <Text size="sm" fw={600}>
          {place.location}
        </Text>
      )}
      <Table withRowBorders={false} verticalSpacing={2} horizontalSpacing={0} aria-label={t("why.title")}>
        <Table.Tbody>
          {place.levels.map((level) => (
            <Table.Tr key={`${level.variantId} ${level.locationId}`}>
              <Table.Td>
                {t("why.level", {
                  location: level.location,
                  onHand: number(level.onHand),
                  reserved: number(level.reserved),
                })}
                {level.heldOfLots > 0 && (
                  <Text size="xs" c="dimmed">
                    {t("why.ofLots", { units: number(level.heldOfLots) })}
                  </Text>
                )}
                {level.reservedByPrograms > 0 && (
                  <Text size="xs" c="dimmed">
                    {t("why.ofPrograms", { units: number(level.reservedByPrograms) })}
                  </Text>
                )}
              </Table.Td>
              <Table.Td style={{ textAlign: "end" }}>{number(level.available)}</Table.Td>
            </Table.Tr>
          ))}
          {place.steps
            .filter((step) => step.said.code !== "stock.available")
            .map((step) => (
              <Table.Tr key={step.label}>
                <Table.Td>{hubText.message(step.said, step.label)}</Table.Td>
                <Table.Td style={{ textAlign: "end" }} className="nowrap">
                  = {number(step.value)}
                </Table.Td>
              </Table.Tr>
            ))}
          <Table.Tr style={{ borderTop: "1px solid var(--line)" }}>
            <Table.Td>
              <b>{t("why.shows")}</b>
            </Table.Td>
            <Table.Td style={{ textAlign: "end" }}>
              <b>{number(place.quantity)}</b>
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      <ChannelLine place={place} />
    </Stack>
  );
}

const STATES: Readonly<Record<string, Meaning>> = {
  idle: "good",
  waiting: "waiting",
  sent: "information",
  failed: "failed",
  rejected: "failed",
};

function ChannelLine({ place: { channel, quantity } }: { readonly place: StockLocation }) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  if (channel === null)
    return (
      <Text size="sm" c="dimmed">
        {t("why.never")}
      </Text>
    );
  const isEqual = channel.expected === quantity;
  const state = (["idle", "waiting", "sent", "failed", "rejected"] as const).find((each) => each === channel.state);
  return (
    <Stack gap={4}>
      <Group gap="xs">
        <Status meaning={state === "idle" && !isEqual ? "waiting" : (STATES[channel.state] ?? "neutral")}>
          {state === undefined
            ? channel.state
            : t(state === "idle" && !isEqual ? "why.states.waiting" : `why.states.${state}`)}
        </Status>
        <Text size="sm">
          {channel.expected === null ? t("why.unknown") : t("why.channel", { shown: number(channel.expected) })}
          {channel.sentAt !== null && (
            <>
              {" · "}
              {t("why.sent")} <When at={channel.sentAt} />
            </>
          )}
          {channel.confirmedAt !== null && (
            <>
              {" · "}
              {t("why.confirmed")} <When at={channel.confirmedAt} />
            </>
          )}
        </Text>
      </Group>
      {channel.error !== null && (
        <Text size="sm" c="var(--mantine-color-error)" style={{ overflowWrap: "anywhere" }}>
          <HubText text={channel.error} />
        </Text>
      )}
    </Stack>
  );
}

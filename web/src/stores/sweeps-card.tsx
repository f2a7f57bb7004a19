/** What is looked for at the platform from time to time, how often, when last and when next; and the runs of late. */
import { Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { RunState } from "../runs/state.tsx";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { When } from "../ui/when.tsx";
import { isSyncRequested, type Store, syncStatusQuery } from "./data.ts";

export function SweepsCard({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const { data } = useQuery(syncStatusQuery(store.id));
  const isOn = isSyncRequested(store);
  if (!data) return null;
  return (
    <>
      {data.sweeps.length > 0 && (
        <Card help={<Help of="scheduled_checks" />} title={t("sweeps.title")} isFlush>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("sweeps.what")}</Table.Th>
                <Table.Th visibleFrom="sm">{t("sweeps.every")}</Table.Th>
                <Table.Th>{t("sweeps.last")}</Table.Th>
                {isOn && <Table.Th>{t("sweeps.next")}</Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.sweeps.map((sweep) => (
                <SweepRow key={sweep.sweep} sweep={sweep} isOn={isOn} />
              ))}
            </Table.Tbody>
          </Table>
        </Card>
      )}
      {data.runs.length > 0 && <RunsOfLate runs={data.runs} />}
    </>
  );
}

function SweepRow({ sweep, isOn }: { readonly sweep: Shape<"StoreSweep">; readonly isOn: boolean }) {
  const { t } = useTranslation("stores");
  const { duration } = useFormat();
  const { subject, reads, everyMs, lastFinishedAt, nextAt, error } = sweep;
  const plain = t(`sweeps.names.${subject}`, { defaultValue: subject });
  const byReads = reads === null ? plain : t(`sweeps.names.${subject}_${reads}`, { defaultValue: plain });
  const every = everyMs === null ? "–" : duration(everyMs);
  return (
    <Table.Tr>
      <Table.Td>
        <span>{t(`sweeps.names.${sweep.sweep.replaceAll(":", "_")}`, { defaultValue: byReads })}</span>
        <Text size="xs" c="var(--quiet)" hiddenFrom="sm">
          {t("sweeps.everyOne", { time: every })}
        </Text>
        {error !== null && (
          <Text size="xs" c="var(--mantine-color-error)" style={{ overflowWrap: "anywhere" }}>
            <HubText text={error} />
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="sm">{every}</Table.Td>
      <Table.Td>{lastFinishedAt === null ? t("sweeps.notYet") : <When at={lastFinishedAt} />}</Table.Td>
      {isOn && (
        <Table.Td>
          <When at={nextAt} isDue />
        </Table.Td>
      )}
    </Table.Tr>
  );
}

function RunsOfLate({ runs }: { readonly runs: readonly Shape<"Run">[] }) {
  const { t } = useTranslation(["stores", "runs"]);
  return (
    <Card help={<Help of="scheduled_checks" />} title={t("runsOfLate")} isFlush>
      <Table>
        <Table.Tbody>
          {runs.slice(0, 5).map((run) => (
            <Table.Tr key={run.id}>
              <Table.Td>
                <LinkAnchor to="/channels/activity/$id" params={{ id: run.id }} size="sm">
                  {t(`runs:kind.${run.type}`, { defaultValue: run.type })}
                </LinkAnchor>
              </Table.Td>
              <Table.Td>
                <RunState status={run.status} />
              </Table.Td>
              <Table.Td style={{ textAlign: "end" }}>
                <When at={run.createdAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

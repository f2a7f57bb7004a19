/** What is looked for at the platform from time to time, when last and when next; and the runs of late. */
import { Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "../i18n/translation.ts";
import { RunState } from "../runs/state.tsx";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { When } from "../ui/when.tsx";
import { syncStatusQuery } from "./data.ts";

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

export function SweepsCard({ storeId }: { readonly storeId: string }) {
  const { t } = useTranslation(["stores", "runs"]);
  const { data } = useQuery(syncStatusQuery(storeId));
  if (!data) return null;
  const moment = (value: unknown) => {
    const at = textOf(value);
    return at === null ? "–" : <When at={at} />;
  };
  return (
    <>
      {data.sweeps.length > 0 && (
        <Card title={t("sweeps.title")} isFlush>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("sweeps.what")}</Table.Th>
                <Table.Th>{t("sweeps.last")}</Table.Th>
                <Table.Th>{t("sweeps.next")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.sweeps.map((sweep) => {
                const name = textOf(sweep["sweep"]) ?? "";
                // "orders:orders": the part before the colon says what is looked for.
                const subject = name.split(":")[0] ?? name;
                const error = textOf(sweep["error"]);
                return (
                  <Table.Tr key={name}>
                    <Table.Td>
                      {t(`sweeps.names.${subject}`, { defaultValue: subject })}
                      {error !== null && (
                        <Text size="xs" c="var(--mantine-color-error)" style={{ overflowWrap: "anywhere" }} dir="auto">
                          {error}
                        </Text>
                      )}
                    </Table.Td>
                    <Table.Td>{moment(sweep["lastFinishedAt"])}</Table.Td>
                    <Table.Td>{moment(sweep["nextAt"])}</Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Card>
      )}
      {data.runs.length > 0 && (
        <Card title={t("runsOfLate")} isFlush>
          <Table>
            <Table.Tbody>
              {data.runs.slice(0, 5).map((run) => (
                <Table.Tr key={run.id}>
                  <Table.Td>
                    <LinkAnchor to="/runs/$id" params={{ id: run.id }} size="sm">
                      {t(`runs:kind.${run.kind}`, { defaultValue: run.kind })}
                    </LinkAnchor>
                  </Table.Td>
                  <Table.Td>
                    <RunState state={run.state} />
                  </Table.Td>
                  <Table.Td style={{ textAlign: "end" }}>
                    <When at={run.createdAt} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Card>
      )}
    </>
  );
}

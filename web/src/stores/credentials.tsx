/** The keys a connection works with: that they are there, since when and how long; never what they are. */
import { Table, Text } from "@mantine/core";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { TableHead } from "../ui/table-head.tsx";
import { When } from "../ui/when.tsx";
import type { Health, Provider } from "./data.ts";
import { hasWebhooks } from "./has-webhooks.ts";

/** The name the hub keeps its own one under. */
const WEBHOOK_SECRET = "webhookSecret";

interface Props {
  readonly secrets: Health["secrets"];
  readonly provider: Provider | undefined;
}

export function Credentials({ secrets, provider }: Props) {
  const { t } = useTranslation("stores");
  const nameOf = useKeyNames(provider);
  // What nobody has a word for is the hub's own affair: told once.
  // A channel without webhooks has nothing that its secret would prove.
  const used = secrets.filter(({ name }) => name !== WEBHOOK_SECRET || hasWebhooks(provider));
  const shown = [...new Map(used.map((secret) => [nameOf(secret.name), secret])).entries()];
  if (shown.length === 0) return null;
  return (
    <Card help={<Help of="secrets" />} title={t("secrets.title")} isFlush>
      <Table>
        <TableHead words={[t("secrets.name"), t("secrets.saved"), t("secrets.ends")]} />
        <Table.Tbody>
          {shown.map(([name, secret]) => (
            <Table.Tr key={name}>
              <Table.Td>
                <span dir="auto">{name}</span>
                <Quiet size="xs">{t(`secrets.kinds.${secret.kind}`)}</Quiet>
              </Table.Td>
              <Table.Td>
                <When at={secret.issuedAt} />
                {secret.previousUntil !== null && new Date(secret.previousUntil) > new Date() && (
                  <Quiet>
                    {t("secrets.previous")} <When at={secret.previousUntil} />
                  </Quiet>
                )}
                {secret.error !== null && (
                  <Text size="sm" c="red" dir="auto">
                    {t("secrets.failed", { reason: secret.error })}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>{secret.expiresAt === null ? t("secrets.never") : <When at={secret.expiresAt} />}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

/** A key as the form that asked for it calls it; those the hub got or made itself by a word of ours. */
function useKeyNames(provider: Provider | undefined): (name: string) => string {
  const { t } = useTranslation("stores");
  const fields = [...(provider?.setupFormFields ?? []), ...(provider?.settingsFields ?? [])];
  const labels = new Map(fields.map(({ id, label }) => [id, label]));
  return (name) => labels.get(name) ?? t(`secrets.names.${name}`, { defaultValue: t("secrets.other") });
}

/** What the platform lets the hub do, and what it does without. */
import { Alert, Anchor, Collapse, List, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { LinkButton } from "../ui/link.ts";
import { Status } from "../ui/status.tsx";
import { type Health, type Store, wizardOf } from "./data.ts";

interface Props {
  readonly store: Store;
  readonly health: Health;
  /** False: the platform has none, or tells what happens another way. */
  readonly hasWebhooks: boolean;
}

export function Access({ store, health, hasWebhooks }: Props) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const isUnheard = hasWebhooks && !health.canReceiveWebhooks;
  const { missingScopes, warnings, grantedScopes } = store;
  if (missingScopes.length + warnings.length + grantedScopes.length === 0 && !isUnheard) return null;
  return (
    <Card help={<Help of="access" />} title={t("access.title")}>
      <Stack gap="sm">
        {missingScopes.map(({ scope, disables }) => (
          <Alert
            key={scope}
            color="yellow"
            icon={<IconAlertTriangle size={18} />}
            title={t("access.missing", { scope })}
          >
            <Text size="sm">{t("access.disables", { what: disables })}</Text>
          </Alert>
        ))}
        {missingScopes.length > 0 && may("connect") && (
          <LinkButton {...wizardOf(store, "credentials")} variant="default" style={{ alignSelf: "flex-start" }}>
            {t("access.again")}
          </LinkButton>
        )}
        {grantedScopes.length > 0 && <Granted scopes={grantedScopes} isWhole={missingScopes.length === 0} />}
        {warnings.map((warning) => (
          <Note key={warning}>{warning}</Note>
        ))}
        {isUnheard && <Note>{t("access.noWebhooks")}</Note>}
      </Stack>
    </Card>
  );
}

/** How it is with this platform: to know, not to mend. */
function Note({ children }: { readonly children: string }) {
  return (
    <Alert color="blue" variant="transparent" p={0} icon={<IconInfoCircle size={18} />}>
      <Text size="sm" dir="auto">
        {children}
      </Text>
    </Alert>
  );
}

function Granted({ scopes, isWhole }: { readonly scopes: readonly string[]; readonly isWhole: boolean }) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  const [isOpen, { toggle }] = useDisclosure();
  const count = { count: scopes.length, number: number(scopes.length) };
  return (
    <Stack gap={6} align="flex-start">
      <Status meaning={isWhole ? "good" : "information"}>{t(isWhole ? "access.all" : "access.granted", count)}</Status>
      <Anchor component="button" type="button" size="sm" aria-expanded={isOpen} onClick={toggle}>
        {t(isOpen ? "access.hide" : "access.show")}
      </Anchor>
      <Collapse expanded={isOpen}>
        <List size="sm" className="code">
          {scopes.map((scope) => (
            <List.Item key={scope}>{scope}</List.Item>
          ))}
        </List>
      </Collapse>
    </Stack>
  );
}

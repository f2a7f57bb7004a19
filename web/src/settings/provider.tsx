/** The provider of this hub, and whether this account is joined with one there. */
import { Button, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { goToProvider } from "../data/sign-in.ts";
import { signUpQuery } from "../data/sign-up-query.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Status } from "../ui/status.tsx";
import { waysQuery } from "./auth-reads.ts";

const HERE = "/settings/account";

export function Provider() {
  const { t } = useTranslation("settings");
  const { data } = useQuery(signUpQuery);
  const ways = useQuery({ ...waysQuery, enabled: data?.provider != null });
  const join = useAction({ run: () => goToProvider("link", { back: HERE, failed: HERE }) });
  if (!data?.provider || !ways.data) return null;
  const { name } = data.provider;
  const isJoined = ways.data.some(({ providerId }) => providerId === "oidc");
  return (
    <Card help={<Help of="account_security" />} title={t("provider.title", { name })}>
      <Stack gap="sm" align="flex-start">
        {isJoined && <Status meaning="good">{t("provider.on")}</Status>}
        <Text size="sm">{t("provider.text", { name })}</Text>
        {new URLSearchParams(location.search).has("error") && !isJoined && (
          <Text size="sm" c="red" role="alert">
            {t("provider.failed")}
          </Text>
        )}
        {!isJoined && (
          <Button variant="default" {...starts(join)}>
            {t("provider.join", { name })}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

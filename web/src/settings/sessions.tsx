import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { askAuth } from "../data/sign-in.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { authQuery, type SignedIn, sessionsQuery } from "./auth-reads.ts";
import { deviceName } from "./device-name.ts";

export function Sessions() {
  const { t } = useTranslation("settings");
  const sessions = useQuery(sessionsQuery);
  const auth = useQuery(authQuery);
  const end = useAction({
    run: (token: string) => askAuth("revoke-session", { token }),
    renews: [sessionsQuery.queryKey],
    said: t("account.sessionEnded"),
  });
  const current = auth.data?.session.token;
  const columns: readonly Column<SignedIn>[] = [
    column.title("device", t("account.device"), ({ userAgent, token }) => (
      <>
        {deviceName(userAgent) ?? t("account.unknownDevice")}
        {token === current && (
          <Text component="span" size="xs" c="var(--quiet)" ms={6}>
            {t("account.thisOne")}
          </Text>
        )}
      </>
    )),
    column.fact("address", t("account.address"), ({ ipAddress }) =>
      ipAddress ? <span className="code">{ipAddress}</span> : "–",
    ),
    column.moment("since", t("account.since"), ({ createdAt }) => createdAt, { onCard: "fact" }),
  ];
  return (
    <Card help={<Help of="account_security" />} title={t("account.sessions")} isFlush>
      {sessions.isPending && <RowsSkeleton rows={3} />}
      {sessions.isError && <ProblemNotice error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data && (
        <PlainList
          label={t("account.sessions")}
          rows={sessions.data}
          columns={columns}
          rowKey={({ token }) => token}
          actions={({ token }) =>
            token === current ? null : (
              <Button size="compact-sm" variant="default" onClick={() => end.start(token)}>
                {t("account.endSession")}
              </Button>
            )
          }
        />
      )}
    </Card>
  );
}

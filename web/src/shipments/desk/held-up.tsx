/** A parcel that is held up: what its courier may be asked, and what it answered. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Help } from "../../help/help.tsx";
import { HubText } from "../../hub-messages/hub-text.tsx";
import { useTranslation } from "../../i18n/translation.ts";
import { useFormAction } from "../../ui/action.ts";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { ProblemNotice } from "../../ui/problem.tsx";
import type { Shipment } from "../queries.ts";
import { type Action, act, correctionQuery } from "./queries.ts";

export function HeldUpCard({ one }: { readonly one: Shipment }) {
  const { t } = useTranslation("shipments/desk");
  const client = useQueryClient();
  const { data: requested } = useQuery(correctionQuery(one));
  const [isReturning, setReturning] = useState(false);
  const [answer, setAnswer] = useState<{ readonly isAccepted: boolean; readonly text: string } | null>(null);
  const ask = useFormAction({
    run: (action: Action) => act(one.id, action),
    done: async (reported) => {
      setAnswer(reported);
      await client.invalidateQueries({ queryKey: ["shipments"] });
      await client.invalidateQueries({ queryKey: ["orders", one.orderId] });
      setReturning(false);
    },
  });
  if (!requested) return null;
  const { actions } = requested;
  return (
    <Card help={<Help of="held_up" />} title={t("exceptions.title")}>
      <Stack gap="sm" data-held-up>
        <Text size="sm">{t(actions.length === 0 ? "exceptions.none" : "exceptions.text")}</Text>
        {actions.length > 0 && (
          <Group gap="xs">
            {actions.map((action) => (
              <Button
                key={action}
                size="xs"
                variant="default"
                loading={ask.isRunning}
                onClick={() => (action === "return" ? setReturning(true) : ask.start(action))}
              >
                {t(`exceptions.${action}`)}
              </Button>
            ))}
          </Group>
        )}
        {answer && (
          <Alert color={answer.isAccepted ? "blue" : "yellow"} role="status">
            <Text size="sm" fw={600}>
              {t(answer.isAccepted ? "exceptions.accepted" : "exceptions.refused", { courier: one.courierName })}
            </Text>
            {answer.text !== "" && (
              <Text size="sm" component="div">
                <HubText text={answer.text} />
              </Text>
            )}
          </Alert>
        )}
        {ask.error !== null && ask.error !== undefined && <ProblemNotice error={ask.error} />}
      </Stack>
      <Confirm
        isOpen={isReturning}
        title={t("exceptions.return")}
        text={t("exceptions.returnText")}
        label={t("exceptions.return")}
        isRunning={ask.isRunning}
        onConfirm={() => ask.start("return")}
        onClose={() => setReturning(false)}
      />
    </Card>
  );
}

import { Alert, Button, Stack, TextInput } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { boundText } from "../ui/field.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { submitting } from "../ui/submitting.ts";
import { Frame } from "./frame.tsx";

interface Props {
  readonly title: string;
  readonly text: string;
  readonly button: string;
  readonly children: ReactNode;
  /** What is said once a link was mailed. */
  sent(email: string): string;
  ask(email: string): Promise<unknown>;
}

/** Asks for an address to mail a link to; says the same whether it has an account or not. */
export function AddressForm({ title, text, button, children, sent, ask }: Props) {
  const { t } = useTranslation("first-run");
  const [email, setEmail] = useState("");
  const [sentTo, setSentTo] = useState<string>();
  const request = useFormAction({
    run: () => ask(email.trim()),
    done: () => setSentTo(email.trim()),
  });
  return (
    <Frame title={title} text={text}>
      <form onSubmit={submitting(() => request.start())}>
        <Stack gap="sm">
          {request.error !== null && <ProblemNotice error={request.error} />}
          {sentTo !== undefined && (
            <Alert color="green" icon={<IconMail size={18} />} role="status">
              {sent(sentTo)}
            </Alert>
          )}
          <TextInput type="email" label={t("email")} autoComplete="username" required {...boundText(email, setEmail)} />
          <Button type="submit" loading={request.isRunning} fullWidth mt="xs">
            {button}
          </Button>
          {children}
        </Stack>
      </form>
    </Frame>
  );
}

/** Over the page one works in, when the session has ended: whoever signs in again goes on where they were, with what was typed. */
import { Anchor, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { renewSession } from "../data/sign-in.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Credentials } from "./credentials.tsx";
import type { Question } from "./frame.tsx";
import { OtherWays } from "./other-ways.tsx";
import { SecondFactor } from "./second-factor.tsx";

interface Props {
  readonly email: string;
  onIn(): void;
  /** Somebody else is to sign in: the page is left. */
  onLeave(): void;
}

export function SignInAgain({ email, onIn, onLeave }: Props) {
  const { t } = useTranslation("first-run");
  const [isCodeRequested, setCodeRequested] = useState(false);
  const goOn = async () => {
    await renewSession();
    onIn();
  };
  if (isCodeRequested) return <SecondFactor onDone={goOn} frame={Over} />;
  return (
    <Over title={t("signInAgain.title")} text={t("signInAgain.text")}>
      <Credentials only={email} onEntered={(isMore) => (isMore ? setCodeRequested(true) : goOn())}>
        <Anchor component="button" type="button" size="sm" onClick={onLeave}>
          {t("signInAgain.other")}
        </Anchor>
      </Credentials>
      <OtherWays onIn={goOn} />
    </Over>
  );
}

/** Above every other dialog; there is nothing to close it for. */
const ABOVE = 500;
const stay = () => undefined;

function Over({ title, text, children }: Question) {
  return (
    <Modal opened onClose={stay} withCloseButton={false} title={title} zIndex={ABOVE} centered>
      <Stack gap="sm">
        {text !== undefined && <Text size="sm">{text}</Text>}
        {children}
      </Stack>
    </Modal>
  );
}

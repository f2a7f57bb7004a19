import { Alert, Text } from "@mantine/core";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { renewSession } from "../data/sign-in.ts";
import { useTranslation } from "../i18n/translation.ts";
import { ownAddress } from "../routing/own-address.ts";
import { LinkAnchor } from "../ui/link.ts";
import { Credentials } from "./credentials.tsx";
import { Frame } from "./frame.tsx";
import { Invited } from "./invited.tsx";
import { OtherWays } from "./other-ways.tsx";
import { SecondFactor } from "./second-factor.tsx";

export function SignIn() {
  const { t } = useTranslation("first-run");
  const { back, error } = useSearch({ from: "/sign-in" });
  const router = useRouter();
  const [isCodeRequested, setCodeRequested] = useState(false);
  const goIn = async () => {
    await renewSession();
    router.history.push(ownAddress(back) ?? "/");
  };
  if (isCodeRequested) return <SecondFactor onDone={goIn} />;
  return (
    <Frame title={t("signIn.title")}>
      <Invited back={back} />
      {error !== undefined && (
        <Alert color="red" role="alert">
          {t(`signIn.problem.${error}`, { defaultValue: t("signIn.problem.other") })}
        </Alert>
      )}
      <Credentials onEntered={(isMore) => (isMore ? setCodeRequested(true) : goIn())}>
        <LinkAnchor to="/forgot" size="sm" ta="center">
          {t("signIn.forgot")}
        </LinkAnchor>
        <Text size="sm" ta="center">
          {t("signIn.new")}{" "}
          <LinkAnchor to="/sign-up" search={{ back }} underline="always">
            {t("signIn.signUp")}
          </LinkAnchor>
        </Text>
      </Credentials>
      <OtherWays back={ownAddress(back) ?? "/"} onIn={goIn} />
    </Frame>
  );
}

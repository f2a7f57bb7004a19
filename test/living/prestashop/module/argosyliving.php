<?php
/** A payment method that takes no money: there for a living run, and gone with it. */
class Argosyliving extends PaymentModule
{
    public function __construct()
    {
        $this->name = 'argosyliving';
        $this->tab = 'payments_gateways';
        $this->version = '1.0.0';
        $this->author = 'Argosy';
        parent::__construct();
        $this->displayName = 'Living card';
        $this->description = 'Takes no money.';
    }

    public function install()
    {
        return parent::install() && $this->registerHook('paymentOptions');
    }

    public function hookPaymentOptions()
    {
        $option = new PrestaShop\PrestaShop\Core\Payment\PaymentOption();
        $option->setModuleName($this->name);
        $option->setCallToActionText('Card');
        $option->setAction($this->context->link->getModuleLink($this->name, 'validation'));
        return [$option];
    }
}

<?php
class ArgosylivingValidationModuleFrontController extends ModuleFrontController
{
    public function postProcess()
    {
        $cart = $this->context->cart;
        if (!$cart->id_customer || !$cart->id_address_delivery) Tools::redirect('index.php?controller=order');
        $customer = new Customer($cart->id_customer);
        $total = (float) $cart->getOrderTotal(true, Cart::BOTH);
        $state = (int) Configuration::get('PS_OS_PAYMENT');
        $this->module->validateOrder($cart->id, $state, $total, 'Living card', null, [], (int) $cart->id_currency, false, $customer->secure_key);
        Tools::redirect("index.php?controller=order-confirmation&id_cart={$cart->id}&id_module={$this->module->id}&id_order={$this->module->currentOrder}&key={$customer->secure_key}");
    }
}

<#macro content>
<p class="kentro-help">${msg("kentroHelp")}</p>
</#macro>

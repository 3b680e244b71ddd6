using 'main.bicep'

// A deployment for development: one warm instance with embedded stores and the demo shop.
//   export RECO_CURSOR_KEY=$(openssl rand -base64 32)
//   az deployment group create -g <resource group> -p infra/main.bicepparam
param environmentName = 'dev'
param demo = true
param cursorKey = readEnvironmentVariable('RECO_CURSOR_KEY')

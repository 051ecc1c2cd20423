"""A small API with a plain operation and a streaming one, and a config for it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["CONFIG", "OPENAPI", "write_spec"]

OPENAPI = """\
openapi: 3.1.0
info: {title: Tides API, version: '1'}
servers: [{url: https://tides.example/v1}]
security: [{Bearer: []}]
paths:
  /stations/{station_id}:
    get:
      operationId: getStation
      tags: [Stations]
      parameters: [{name: station_id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Station'}}}}
  /forecasts:
    post:
      operationId: createForecast
      tags: [Forecasts]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties: {station: {type: string}, stream: {type: boolean}}
              required: [station]
      responses:
        '200':
          description: ''
          content:
            application/json: {schema: {$ref: '#/components/schemas/Forecast'}}
            text/event-stream: {schema: {$ref: '#/components/schemas/ForecastEvent'}}
components:
  securitySchemes:
    Bearer: {type: http, scheme: bearer}
  schemas:
    Station: {type: object, properties: {id: {type: string}, name: {type: string}}, required: [id]}
    Forecast: {type: object, properties: {id: {type: string}}, required: [id]}
    ForecastEvent:
      oneOf: [{$ref: '#/components/schemas/Delta'}, {$ref: '#/components/schemas/Done'}]
      discriminator: {propertyName: type}
    Delta: {type: object, properties: {type: {const: delta}, level: {type: number}}, required: [type, level]}
    Done: {type: object, properties: {type: {const: done}}, required: [type]}
"""

CONFIG = """\
# The tides, as a client.
organization: {name: tides}
targets: {python: {package_name: tides, project_name: tides}}
environments: {production: https://tides.example/v1}

resources:
  stations:
    models: {station: Station}
    methods: {retrieve: 'get /stations/{station_id}'}

  # What is going to be.
  forecasts:
    models: {forecast: Forecast, forecast_event: ForecastEvent}
    methods:
      create:
        endpoint: post /forecasts   # streams, too
        streaming: {stream_event_model: forecasts.forecast_event, param_discriminator: stream}

# The key.
client_settings:
  opts:
    api_key: {type: string, read_env: TIDES_API_KEY, auth: {security_scheme: Bearer}}
"""


def write_spec(folder: Path, document: str = OPENAPI, config: str = CONFIG) -> Path:
    """Writes a spec folder; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "openapi.yaml").write_text(document)
    (folder / "stainless.yml").write_text(config)
    return folder
